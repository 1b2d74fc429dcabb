// Records events with the vendor's own client, as its README shows; prints what each call ended with.
const { Client, Configuration } = require('gpdb-api-client');
const [url, accessKeyId, secretAccessKey] = process.argv.slice(2);
const client = new Client(
  { instanceSig: 'frontdesk', typeSig: 'test' },
  new Configuration({ accessKeyId, secretAccessKey, apiUrl: url, analyticsApiUrl: url }),
);
const shared = { customerId: 'harbor-university', userId: 'user-1', recordingId: 'rec-1', eventType: 'view', eventId: 'js#1' };
const calls = [
  () => client.analyticsEvents.create({ ...shared, entityId: 'js-lead', entityType: 'lead', toolSignature: 'vfp' }),
  () => client.browserExtension.create({
    ...shared, entityType: 'browser_extension_user', rootUrl: 'https://example.org', toolSignature: 'browser_extension',
    versionInfo: { extensionVersion: '1.10' },
  }),
  () => client.analyticsEvents.create({ customerId: 'harbor-university' }),
];
(async () => {
  const ended = [];
  for (const call of calls) {
    try { ended.push({ ok: await call() }); }
    catch (error) { ended.push({ status: error.details.status, message: error.message }); }
  }
  console.log(JSON.stringify({ ended, header: client.analyticsEvents.httpClient.credentials.signatureHeader() }));
})();

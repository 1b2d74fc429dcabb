"""Use a public Python client of BioT's as its page shows, and print what came of it. Run by test_official_client.py."""

import json
import sys

from biot_python_sdk import APIClient, BiotClient, DataManager


def main(base: str, username: str, password: str) -> None:
    """Sign in, find a template and an organisation, filter sessions, make and end one, and tell what came back."""
    client = BiotClient(APIClient(base), username=username, password=password)
    client.login()
    manager = DataManager(client)
    by_ward = manager.get_usage_session_by_filter({"ward": {"eq": "B12"}, "_state": {"eq": "DONE"}})
    one = by_ward["data"][0]
    pump = one["_device"]["id"]
    start = {"_startTime": one["_startTime"], "_state": "DONE", "_endTime": one["_endTime"]}
    summary = {"_summary": {"_stopReasonCode": "COMPLETION"}}
    made = manager.create_usage_session(pump, "Service", start | summary)
    told = {
        "template": manager._get_template_id_from_name("Infusion"),
        "templates": manager.fetch_template_by_filter({"entityTypeName": {"eq": "device"}}),
        "organization": manager._get_org_id_from_name("Harbor Clinic"),
        "sessions": by_ward,
        "faster": manager.get_usage_session_by_filter({"_configuration.rate": {"gt": 60}}),
        "same": manager.get_usage_session_by_id(one["_id"], pump),
        "by_uuid": manager.get_session_by_uuid(one["session_uuid"]).json(),
        "made": made.json(),
    }
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])

"""Names from many places, so that columns meet diacritics, double-width characters and names that do not fit."""

from __future__ import annotations

import random
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

__all__ = ["Name", "NameBook", "latin"]

# Per culture: the region that most of them work in | given names | family names. A name in another script carries its
# Latin spelling after a slash.
_BOOK: Final = (
    "US East"
    "|Angel Dominique Grace Jordan Emily Marcus Naomi Tyler Hannah Caleb Olivia Ethan Maya Logan Priscilla Theodore"
    "|Page Fuller Whitfield Hayes Carter Brooks Sullivan Bennett Ramsey Holloway Prescott Montgomery Doyle Langley",
    "UK and Ireland"
    "|Kareem Layla Omar Yasmin Tariq Samira Idris Amina Youssef Salma Bilal Noura Faisal Rania"
    "|Blevins Haddad Al-Rashid Mansour Khalil El-Sayed Nasser Darwish Aziz Benali Bouchard-Khoury Saleh",
    "Nordics"
    "|Åsa Björn Märta Gösta Linnéa Håkan Saga Östen Elin Tove Axel Kerstin Sören Frida Viktor Maj-Britt"
    "|Lindström Åkesson Sjöberg Öberg Bergqvist Nyström Hägglund Ekström Wallenius Dahlgren Söderlund Frölander",
    "DACH"
    "|Jürgen Käthe Lukas Sören Gesche Anneliese Friedrich Mareike Götz Ulrike Matthias Heike Jannik Wiebke"
    "|Müller Weiß Schäfer Großmann Köhler Freiherr-von-Stetten Böhm Krüger Vogel Brandstätter Özdemir Hartmann",
    "Canada"
    "|Zoë François Hélène Jérôme Maëlle Clément Noémie Théo Anaïs Loïc Agnès Cédric Océane Gaël"
    "|Lefèvre Dubois Gauthier Benoît Chevalier Marchand Besançon Delacroix Rousseau Péron Saint-Exupéry Moreau",
    "Iberia"
    "|Iñigo María-José Álvaro Begoña Joaquín Inés Rubén Lucía Andrés Ximena Óscar Concepción Tomás Itziar"
    "|Núñez García-Márquez Ibáñez Peña Etxeberria Muñoz Ordóñez Castañeda Gutiérrez Zubizarreta Vázquez Solís",
    "LATAM"
    "|João Conceição Thiago Beatriz Inácio Letícia Caetano Flávia Otávio Luísa Gonçalo Íris Mauricio Raíssa"
    "|Simões Araújo Guimarães Albuquerque Falcão Teixeira Conceição Magalhães Brandão Nóbrega Figueirêdo Leão",
    "DACH"
    "|Wojciech Małgorzata Łukasz Agnieszka Grażyna Zbigniew Bożena Paweł Kinga Sławomir Żaneta Jędrzej"
    "|Wójcik Dąbrowska Kowalczyk Brzęczyszczykiewicz Szczepański Łopata Zieliński Górska Ćwikła Nowakowski",
    "DACH"
    "|Radek Žofie Řehoř Ondřej Štěpánka Jiří Božena Čeněk Tomáš Ľudmila Matěj Kateřina"
    "|Novák Horáčková Svoboda Procházka Kučera Dvořáková Němec Šťastný Pokorný Beneš Říha Žižka",
    "UK and Ireland"
    "|Chidinma Oluwaseun Adaeze Babatunde Ngozi Ifeanyi Temitope Kelechi Olúfẹ́mi Chukwuemeka Yewande Ebere"
    "|Okonkwo Adéyẹmí Nwosu Eze Ogunleye Balogun Chukwu Adichie Onyekachukwu Abiola Obi Okafor",
    "APAC"
    "|Hải Thị-Hồng Đức Phương Tuấn Linh Ngọc Quang Huyền Minh Thảo Bảo"
    "|Nguyễn Trần Lê Phạm Hoàng Vũ Đặng Bùi Đỗ Hồ Dương Ngô Lý",
    "APAC"
    "|Priya Arjun Lakshmi Venkatesh Ananya Rohan Meera Karthik Devika Siddharth Kavya Harish"
    "|Raghunathan Iyer Chatterjee Venkataraman Patel Krishnamurthy Singh Deshpande Nair Subramaniam Bose Mehta",
    "APAC"
    "|陽菜/Hina 大翔/Hiroto 結衣/Yui 健太/Kenta 美咲/Misaki 翔太/Shota 彩花/Ayaka 拓海/Takumi 千尋/Chihiro 直樹/Naoki"
    "|佐藤/Sato 鈴木/Suzuki 高橋/Takahashi 田中/Tanaka 渡辺/Watanabe 小林/Kobayashi 長谷川/Hasegawa 山口/Yamaguchi",
    "APAC"
    "|伟/Wei 秀英/Xiuying 静怡/Jingyi 浩然/Haoran 雨桐/Yutong 子轩/Zixuan 思远/Siyuan 佳慧/Jiahui 国栋/Guodong"
    "|王/Wang 李/Li 张/Zhang 陈/Chen 欧阳/Ouyang 赵/Zhao 黄/Huang 司马/Sima 周/Zhou",
    "APAC"
    "|민준/Minjun 서연/Seoyeon 지훈/Jihoon 하은/Haeun 도윤/Doyun 수빈/Subin 예진/Yejin 현우/Hyunwoo"
    "|김/Kim 박/Park 이/Lee 최/Choi 정/Jeong 강/Kang 황보/Hwangbo 윤/Yoon",
    "UK and Ireland"
    "|محمد/Mohammed فاطمة/Fatima خالد/Khaled مريم/Maryam سلطان/Sultan هند/Hind نوره/Norah عبدالله/Abdullah"
    "|الحربي/Alharbi القحطاني/Alqahtani الشمري/Alshammari العتيبي/Alotaibi الزهراني/Alzahrani الدوسري/Aldosari",
    "Nordics"
    "|Aino Väinö Pyry Hilja Eeva-Liisa Jyrki Päivi Tuomas Sirkka Ilmari"
    "|Hämäläinen Virtanen Mäkelä Korhonen Ylä-Jääski Järvinen Kärkkäinen Lähdesmäki Nieminen Rautio",
    "UK and Ireland"
    "|Siobhán Caoimhe Seán Eoin Aoife Pádraig Niamh Ruairí Méabh Oisín"
    "|O’Sullivan Ní-Bhriain Gallagher Fitzpatrick MacGiollaPhádraig Byrne Kavanagh O’Dwyer Walsh Ó-Súilleabháin",
    "Benelux"
    "|Willem-Alexander Fleur Joris Sanne Thijs Maaike Pieter Lotte Bram Anouk"
    "|van-der-Berg de-Vries Janssen van-den-Heuvel Bakker Ter-Horst Vermeulen de-Groot Hendriks IJzerman",
    "DACH"
    "|Ayşe Çağatay İrem Gökhan Şule Uğur Özlem Tuğba Emre Yiğit Zeynep Barış"
    "|Yılmaz Öztürk Kılıç Şahin Çelik Güneş Aydoğan Demirtaş Kaya Işık",
)

_PLAIN: Final = str.maketrans(
    {
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "ß": "ss",
        "đ": "d",
        "Đ": "D",
        "æ": "ae",
        "Æ": "Ae",
        "ı": "i",
        "’": "",
        "-": "",
    }
)


class Name(NamedTuple):
    """Somebody's name, and how it is spelled in an address."""

    first: str
    last: str
    first_latin: str
    last_latin: str
    namesake: int
    """How many bear exactly this name before."""
    home: str
    """The region where people with such names mostly work."""


class NameBook:
    """Names by position: shuffled by the seed, and no two alike before all have been used once."""

    def __init__(self, seed: int) -> None:
        self._names = [
            (first, last, home)
            for home, given, family in (culture.split("|") for culture in _BOOK)
            for first in given.split()
            for last in family.split()
        ]
        random.Random(f"{seed}:names").shuffle(self._names)  # noqa: S311 - dice, not secrets

    def __getitem__(self, position: int) -> Name:
        namesake, at = divmod(position, len(self._names))
        first, last, home = self._names[at]
        first, _, first_latin = first.partition("/")
        last, _, last_latin = last.partition("/")
        return Name(_spaced(first), _spaced(last), first_latin or first, last_latin or last, namesake, home)


@lru_cache(maxsize=1024)
def latin(name: str) -> str:
    """Return the ASCII letters of a name, as an address has them."""
    if name.isascii() and name.isalpha():
        return name
    plain = unicodedata.normalize("NFKD", name.translate(_PLAIN))
    return "".join(letter for letter in plain if letter.isascii() and letter.isalpha())


def _spaced(name: str) -> str:
    """Give particles their spaces back: the book above separates names by them."""
    return name.replace("-", " ") if name[0].islower() or name.startswith(("Ní-", "Ó-", "Thị-", "Ter-")) else name

"""Invented people need names: common first and last names, put together by chance."""

from typing import Final

FIRST_NAMES: Final = tuple(
    """Aisha Amber Anouk Bart Bram Carla Chantal Daan Dewi Dirk Elif Els Emma Esra Fatima Femke Floor Gerrit Hanna Hugo
    Imane Ingrid Isa Jaap Jan Jasmijn Joke Joris Julia Karin Khadija Koen Lars Leyla Lotte Maaike Marco Mees Mehmet
    Mila Mohammed Nadia Nina Noor Omar Pieter Ria Roos Ruben Sanne Saskia Sem Sofie Stijn Suzan Thijs Tim Willem Yara
    Yusuf Zoë""".split()
)
LAST_NAMES: Final = (
    "Aydın",
    "Bakker",
    "de Boer",
    "Bos",
    "van den Broek",
    "Brouwer",
    "van Dam",
    "van Dijk",
    "Dijkstra",
    "El Idrissi",
    "van der Heijden",
    "Hendriks",
    "Hoekstra",
    "Huisman",
    "Jansen",
    "de Jong",
    "Kaya",
    "Koster",
    "Kuipers",
    "van Leeuwen",
    "van der Linden",
    "Maas",
    "Meijer",
    "Mulder",
    "Nguyễn",
    "Peters",
    "Postma",
    "Prins",
    "de Ruiter",
    "Sardjoe",
    "Schouten",
    "Smit",
    "Timmermans",
    "Veenstra",
    "Verhoeven",
    "Visser",
    "van Vliet",
    "de Vries",
    "Willems",
    "Yılmaz",
)

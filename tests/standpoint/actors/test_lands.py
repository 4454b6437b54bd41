"""Lands that few states recognise: their people are neither a state's nor their neighbour's."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
import yaml
from test_mentions import REGISTRY, read

from standpoint import tables
from standpoint.actors.draft import draft_registry
from standpoint.actors.nominal import named_only
from standpoint.actors.registry import Registry, read_registry
from standpoint.actors.suggestions import COLUMNS
from standpoint.errors import StudyError

STATES = """
- {id: serbia, name: Serbia, kind: state, country: SRB, adjectives: [Serbian, Serb, Serbs]}
- {id: albania, name: Albania, kind: state, country: ALB, adjectives: [Albanian, Albanians]}
- {id: georgia, name: Georgia, kind: state, country: GEO, adjectives: [Georgian, Georgians]}
- {id: russia, name: Russia, kind: state, country: RUS, adjectives: [Russian, Russians]}
- {id: moldova, name: Moldova, kind: state, country: MDA, adjectives: [Moldovan, Moldovans]}
- {id: turkey, name: Turkey, kind: state, country: TUR, adjectives: [Turkish, Turks]}
- {id: greece, name: Greece, kind: state, country: GRC, adjectives: [Greek, Greeks]}
- {id: cyprus, name: Cyprus, kind: state, country: CYP, adjectives: [Cypriot, Cypriots]}
- {id: china, name: China, kind: state, country: CHN, adjectives: [Chinese], metonyms: [Beijing]}
"""
LANDS = """
- id: kosovo
  name: Kosovo
  country: SRB
  peoples: [albania]
  adjectives: [Kosovar, Kosovars]
  metonyms: [Pristina]
- id: abkhazia
  name: Abkhazia
  country: GEO
  peoples: []
  adjectives: [Abkhaz, Abkhazian]
  metonyms: [Sukhumi]
- id: transnistria
  name: Transnistria
  country: MDA
  peoples: []
  adjectives: [Transnistrian]
  metonyms: [Tiraspol]
- id: northern-cyprus
  name: Northern Cyprus
  country: CYP
  peoples: [turkey]
  names: [Northern Cyprus, TRNC]
  adjectives: [Turkish Cypriot, Turkish Cypriots]
- id: taiwan
  name: Taiwan
  kind: state
  country: TWN
  peoples: [china]
  adjectives: [Taiwanese]
  metonyms: [Taipei]
"""

# What is said -> the actors that it names with certainty >= 0.5, in order.
KARABAKH = {
    "The Armenian authorities in Stepanakert asked for help.": "NK NK",
    "Karabakh's Armenian side said two soldiers were killed.": "NK NK",
    "Nagorno-Karabakh’s Armenian leadership resigned.": "NK NK",
    "Stepanakert's Armenian leadership resigned.": "NK NK",
    "The Armenian de facto authorities of Nagorno-Karabakh resigned.": "NK NK",
    "The Armenian government in the Karabakh region resigned.": "NK NK",
    "Karabakh's Armenian forces opened fire.": "NK NK",
    "The Armenian forces of Karabakh opened fire.": "NK NK",
    "Baku shelled Karabakh, and the Armenian authorities there gave in.": "azerbaijan NK NK",
    "The Armenian authorities in Stepanakert/Khankendi resigned.": "NK NK",
    "The Armenian authorities in Yerevan spoke of Stepanakert.": "armenia armenia NK",
    "The Armenian army in Karabakh withdrew.": "armenian-armed-forces NK",
    "Armenian troops would leave Karabakh by June.": "armenia NK",
    "The Armenian prime minister visited Karabakh.": "nikol-pashinyan NK",
    "Armenia's policy on Karabakh has changed.": "armenia NK",
    "The Armenian side in the Karabakh talks agreed.": "armenia NK",
    "The Armenian government and Karabakh agreed.": "armenia NK",
    "Azerbaijani forces in Karabakh opened fire.": "azerbaijan NK",
    "Russian peacekeepers in Karabakh stood by.": "russian-peacekeeping-contingent NK",
    "Karabakh's Armenian army withdrew.": "NK NK",
    "The Armenian army of Karabakh withdrew.": "NK NK",
    "Karabakh's Armenian foreign minister resigned.": "NK",
    "The Armenian foreign minister in Karabakh resigned.": "ararat-mirzoyan NK",
    "Karabakh's Armenian-backed army withdrew.": "NK armenia",
    "Stepanakert-based Armenian officials refused.": "NK",
    "Karabakh-based Armenian forces opened fire.": "NK NK",
    "Stepanakert-based Russian peacekeepers stood by.": "russian-peacekeeping-contingent",
    "Armenian officials in Stepanakert refused.": "NK NK",
    "Ethnic Armenian officials from Karabakh refused.": "NK NK",
    "Armenian officials visiting Karabakh refused.": "armenia NK",
    "Armenian officials in Yerevan and Karabakh refused.": "armenia armenia NK",
    "Armenian separatists in Karabakh refused.": "NK NK",
    "Armenian separatist leaders of Karabakh refused.": "NK NK",
    "Karabakh's Armenian separatists refused.": "NK NK",
    "Armenian rebels from Nagorno-Karabakh refused.": "NK NK",
    "Armenian Karabakh leaders refused.": "NK NK",
    "Armenian Karabakh's leaders refused.": "armenia NK",
    "Armenia's Karabakh policy and the Armenian Karabakh policy changed.": "armenia NK armenia NK",
    "The Armenian leaders of Karabakh refused.": "NK NK",
    "The Azerbaijani leaders of Karabakh refused.": "NK",
    "The Azerbaijani authorities in Karabakh refused.": "azerbaijan NK",
    "Karabakh Armenian commanders refused.": "NK",
    "Armenian commanders in Karabakh refused.": "armenia NK",
    "Armenian-held Karabakh was shelled.": "NK NK",
    "The Armenian-controlled northern Karabakh was shelled.": "NK NK",
    "The Russian-held Karabakh post was shelled.": "russia NK",
}
PEOPLES = {
    "The Armenian population of Karabakh left.": "NK NK",
    "Karabakh's ethnic Armenians left.": "NK NK",
    "Karabakh's 120,000 Armenians left.": "NK NK",
    "Ethnic Armenians of Karabakh left.": "NK NK",
    "Armenians still living in Nagorno-Karabakh left.": "NK NK",
    "They closed the road to Karabakh, causing shortages for its Armenians.": "NK NK",
    "Karabakh Armenians left.": "NK",
    "Karabakh's Azerbaijani community left.": "NK",
    "Armenians in Yerevan spoke of Karabakh.": "armenia NK",
}
OTHER_LANDS = {
    "Kosovo Serbs left parliament.": "kosovo",
    "Kosovo's Serb leaders left.": "kosovo",
    "Serbs in northern Kosovo left.": "kosovo",
    "Kosovo-based Serbian officials refused.": "kosovo",
    "Kosovo-based Albanian officials agreed.": "kosovo kosovo",
    "Kosovo-based Serbian troops withdrew.": "kosovo serbia",
    "Serb leaders of northern Kosovo refused.": "kosovo",
    "Kosovo Serb commanders refused.": "kosovo",
    "Albanian separatists in Kosovo fought.": "kosovo kosovo",
    "Serbian separatists in northern Kosovo fought.": "kosovo",
    "Kosovo Albanians voted.": "kosovo kosovo",
    "Kosovo's Albanian leadership agreed.": "kosovo kosovo",
    "The Albanian authorities in Pristina agreed.": "kosovo kosovo",
    "Serbian troops in Kosovo withdrew.": "serbia kosovo",
    "The Serbian government refused.": "serbia",
    "In Kosovo Serbian authorities closed the road.": "kosovo serbia",
    "Abkhaz authorities refused.": "abkhazia",
    "Abkhazia's Georgian population fled.": "abkhazia",
    "Georgians from Abkhazia returned.": "abkhazia",
    "Russian troops in Abkhazia stayed.": "russia abkhazia",
    "Russian officials in Abkhazia stayed.": "russia abkhazia",
    "Georgian leaders of Abkhazia refused.": "abkhazia",
    "Abkhaz separatists refused.": "abkhazia",
    "The Georgian government refused.": "georgia",
    "Transnistria's Russian-speaking leadership refused.": "transnistria",
    "Transnistria's Russians and Moldovans voted.": "transnistria moldova",
    "Russian troops in Transnistria stayed.": "russia transnistria",
    "The Transnistrian government refused.": "transnistria",
    "Russian separatists in Transnistria refused.": "transnistria",
    "Tiraspol-based Moldovan officials refused.": "",
    "Turkish Cypriot authorities refused.": "northern-cyprus",
    "The Turkish authorities of Northern Cyprus refused.": "northern-cyprus northern-cyprus",
    "The Turkish army in Northern Cyprus stayed.": "turkey northern-cyprus",
    "The Turkish government refused.": "turkey",
    "Turkish leaders of Northern Cyprus refused.": "northern-cyprus northern-cyprus",
    "Turkish Northern Cyprus leaders refused.": "northern-cyprus northern-cyprus",
    "Greeks in the TRNC left.": "northern-cyprus",
    "The Taiwanese authorities refused.": "taiwan",
    "Taiwan's Chinese population voted.": "taiwan taiwan",
    "The Chinese authorities in Taipei refused.": "taiwan taiwan",
    "Taipei-based Chinese officials refused.": "taiwan",
    "Chinese officials visited Taiwan.": "china taiwan",
    "Chinese drones around Taiwan multiplied.": "china taiwan",
    "The Chinese government refused to meet Taiwan.": "china taiwan",
}
NO_STATE = {
    "He recognised the Armenian genocide.": "",
    "The Armenian Genocide of 1915 was recalled.": "",
    "The Armenian highlands lie to the west.": "",
    "The Turkish genocide of Armenians was recalled.": "turkey",
    "They drank Turkish coffee and learnt the Armenian alphabet.": "",
    "The Turkish bath sold Turkish delight and Russian dolls.": "",
    "Russian roulette with French fries, said he of the Georgian architecture.": "",
    "RUSSIAN ROULETTE IN THE CAUCASUS": "",
    "The French fried nothing, the Turkish bathed.": "france turkey",
    "The Georgian architect praised the Russian doll maker.": "georgia",
    "Syrian rebels met Armenian separatists.": "",
    "Pro-Russian separatists met Turkish leaders.": "russia turkey",
    "The Armenian language and the Russian-speaking minority were discussed.": "",
    "The Armenian diaspora and the Armenian church protested.": "",
    "Armenian-populated villages were shelled.": "",
    "Armenian genocide claims angered Turkey.": "turkey",
    "The Armenian government spoke of the Armenian genocide.": "armenia",
}
OFFICES = {
    "The chair passed to Armenia.": "armenia",
    "The CSTO chair passed to Armenia.": "armenia",
    "The CSTO chair has passed to Armenia.": "armenia",
    "Armenia took over the CSTO chair.": "armenia",
    "The CSTO chair will rotate to Armenia.": "armenia",
    "The office of prime minister of Armenia changed hands.": "",
    "The prime minister of Armenia is elected by the people.": "",
    "Pashinyan spoke. // The prime minister is elected by the people.": "nikol-pashinyan",
    "Pashinyan spoke. // The prime minister is tired.": "nikol-pashinyan nikol-pashinyan",
    "The CSTO chair spoke.": "nikol-pashinyan",
}


@pytest.fixture(scope="module")
def lands(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    path = tmp_path_factory.mktemp("lands") / "actors.yml"
    path.write_text(f"actors:{STATES}{LANDS.lstrip()}", encoding="utf-8")
    return read_registry(path)


def named(text: str, registry: Registry, at_least: float) -> str:
    table = named_only(read({"d": text}, "2022-06-01", registry=registry))
    found = table.loc[table["certainty"] >= at_least, "actor_id"]
    return " ".join(found).replace("nagorno-karabakh", "NK")


@pytest.mark.parametrize("text", KARABAKH)
def test_who_governs_karabakh(text: str) -> None:
    assert named(text, REGISTRY, 0.5) == KARABAKH[text]


@pytest.mark.parametrize("text", PEOPLES)
def test_people_of_karabakh(text: str) -> None:
    assert named(text, REGISTRY, 0.0) == PEOPLES[text]


@pytest.mark.parametrize("text", OTHER_LANDS)
def test_other_lands(text: str, lands: Registry) -> None:
    assert named(text, lands, 0.0) == OTHER_LANDS[text]


@pytest.mark.parametrize("text", NO_STATE)
def test_words_that_are_not_about_the_state(text: str) -> None:
    assert named(text, REGISTRY, 0.5) == NO_STATE[text]


@pytest.mark.parametrize("text", OFFICES)
def test_an_office_without_its_holder_names_nobody(text: str) -> None:
    found = named(text, REGISTRY, 0.5)
    assert found == OFFICES[text]


def test_a_disputed_land_counts_for_no_state(lands: Registry) -> None:
    assert REGISTRY.state_of("nagorno-karabakh") == ""
    found = {i: lands.state_of(i) for i in ("kosovo", "abkhazia", "transnistria", "taiwan")}
    assert found == {"kosovo": "", "abkhazia": "", "transnistria": "", "taiwan": "taiwan"}
    assert lands.state_of("northern-cyprus") == ""


def test_who_held_offices_of_a_land_alone_counts_for_no_state(tmp_path: Path) -> None:
    for person in ("arayik-harutyunyan", "ruben-vardanyan", "samvel-shahramanyan"):
        assert REGISTRY.state_of(person) == "" and REGISTRY.actors[person].country == "ARM"
    path = tmp_path / "actors.yml"
    offices = {
        "first": "{office: leader, of: kosovo}",
        "both": "{office: leader, of: kosovo}, {office: envoy, of: serbia}",
        "taiwanese": "{office: leader, of: taiwan}",
        "none": "{title: singer}",
    }
    people = "".join(
        f"- {{id: {who}, name: {who} Name, kind: person, country: SRB, roles: [{roles}]}}\n"
        for who, roles in offices.items()
    )
    path.write_text(f"actors:{STATES}{LANDS.lstrip()}{people}", encoding="utf-8")
    found = {who: read_registry(path).state_of(who) for who in offices}
    assert found == {"first": "", "both": "serbia", "taiwanese": "serbia", "none": "serbia"}


@pytest.mark.parametrize(("land", "peoples"), [("abkhazia", "[]"), ("kosovo", "[albania]")])
def test_a_draft_keeps_whose_people_they_are(lands: Registry, land: str, peoples: str) -> None:
    row = dict.fromkeys(COLUMNS, "") | {"id": land, "known": True, "sure": True, "n": 1}
    proposals = pd.DataFrame([row | {"n_docs": 1}])
    text = draft_registry(proposals, registry=lands, documents=tables.empty("documents"))
    assert f"peoples: {peoples}" in text
    ids = [actor["id"] for actor in yaml.safe_load(text)["actors"]]
    assert ids == [land, *yaml.safe_load(peoples)]


def test_an_unknown_people_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "actors.yml"
    path.write_text("- {id: x, name: X, peoples: [y]}\n", encoding="utf-8")
    with pytest.raises(StudyError, match=r"key 'actors\[x\].peoples': unknown actor 'y'"):
        read_registry(path)

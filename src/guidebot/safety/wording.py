"""The words of claims, templates and cards, in one language, for one place and day.

Cards are templates; what they state of approvals comes from the dated claims.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from jinja2 import Environment, Template

from guidebot.domain import Action, Claim, GuidanceCard, Level, Tag
from guidebot.formats import written_date
from guidebot.safety.guidance import EMERGENCIES, LEVELS
from guidebot.safety.regions import Region


@dataclass(frozen=True, slots=True)
class Wording:
    """Renders reviewed templates in one language; nothing else makes text.

    Attributes:
        environment: over templates/.
        written: 'zh' or 'en'.
        claims: by id.
        regions: whose numbers apply, the leading one first.
        localise: derives the reader's variety.
        today: against which review dates are held.
        rendered: cards that were rendered before; the same ones come again and again.
    """

    environment: Environment
    written: str
    claims: Mapping[str, Claim]
    regions: tuple[Region, ...]
    localise: Callable[[str], str]
    today: date
    rendered: dict[tuple[Tag, Level], GuidanceCard] = field(default_factory=dict)

    def claim(self, claim: Claim) -> str:
        """Return a claim's words; past its review date they ask to verify."""
        return self.localise(self._claim(claim))

    def _claim(self, claim: Claim) -> str:
        """Return a claim's words as written, before they are localised."""
        if claim.review_due >= self.today:
            return claim.text[self.written]
        checked = written_date(claim.as_of, self.written)
        note = self._template("statements", "overdue").render(date=checked)
        return f"{claim.text[self.written]} {note.strip()}"

    def statement(self, name: str, **values: object) -> str:
        """Return a template of templates/statements, rendered."""
        return self.localise(self._template("statements", name).render(**values).strip())

    def status(self, status: str) -> str:
        """Return what became of a study, in words as written, before they are localised."""
        return self._template("statements", "trial_status").render(status=status).strip()

    def card(self, tag: Tag, level: Level | None = None) -> GuidanceCard:
        """Return a guidance card, rendered; `level` overrides the tag's own."""
        shown = level or LEVELS[tag]
        if (tag, shown) not in self.rendered:
            self.rendered[tag, shown] = self._card(tag, shown)
        return self.rendered[tag, shown]

    def _card(self, tag: Tag, shown: Level) -> GuidanceCard:
        """Return a guidance card of a level, rendered."""
        module = self._template("guidance", tag.value).make_module(
            {
                "claims": {name: self._claim(claim) for name, claim in self.claims.items()},
                "level": shown,
                "regions": [
                    {
                        "name": region.name[self.written],
                        "emergency": region.emergency,
                        "helpline": region.helpline,
                    }
                    for region in self.regions
                ],
            }
        )
        links = [
            Action(self.localise(label), href) for label, href in getattr(module, "actions", [])
        ]
        return GuidanceCard(
            tag=tag,
            level=shown,
            title=self.localise(str(module.title).strip()),  # type: ignore[attr-defined]
            body=self.localise(str(module).strip()),
            actions=(*self._calls(tag), *links),
            as_of=min(claim.as_of for claim in self.claims.values()),
        )

    def _calls(self, tag: Tag) -> tuple[Action, ...]:
        """Return the numbers to call on an emergency card."""
        if tag not in EMERGENCIES.values():
            return ()
        numbers = [(region.emergency, region) for region in self.regions]
        if tag is Tag.SELF_HARM:
            helplines = [(region.helpline, region) for region in self.regions if region.helpline]
            numbers = helplines + numbers
        calls: dict[str, Action] = {}
        for number, region in numbers:
            place = region.name[self.written].removeprefix("the ")
            label = self.localise(f"{number} {place}")
            calls.setdefault(number, Action(label, "tel:" + number.replace(" ", "")))
        return tuple(calls.values())

    def _template(self, folder: str, name: str) -> Template:
        """Return a template of this language."""
        return self.environment.get_template(f"{folder}/{self.written}/{name}.j2")

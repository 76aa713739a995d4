"""Dutch names: sorted on the main name, shown whole."""

# Source: the particles (voorvoegsels) that the Dutch civil registry sorts after the main name.
PARTICLES = frozenset(
    "van de der den het 't ’t 's ’s in op te ter ten tot uit uijt aan bij onder over voor von zu zum zur "
    "la le les du da das del di do dos el al".split()
)


def sort_name(name: str) -> str:
    """Return the form a name is sorted by: "Ria van Dijk" gives "dijk, ria van".

    One word stays as it is. The main name begins after the last particle that follows the first name; without
    a particle it is the last word.
    """
    words = name.split()
    if len(words) < 2:
        return name.strip().casefold()
    start = len(words) - 1
    for position in range(1, len(words) - 1):
        if words[position].casefold() in PARTICLES:
            start = position + 1
            while start < len(words) - 1 and words[start].casefold() in PARTICLES:
                start += 1
            break
    first, particles = words[:start], list[str]()
    while len(first) > 1 and first[-1].casefold() in PARTICLES:
        particles.insert(0, first.pop())
    main = " ".join(words[start:])
    return f"{main}, {' '.join([*first, *particles])}".casefold()


def initials(name: str) -> str:
    """Return one or two capitals for the little square beside a post: "Ria van Dijk" gives "RD"."""
    words = [word for word in name.split() if word.casefold() not in PARTICLES] or name.split()[:1]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()

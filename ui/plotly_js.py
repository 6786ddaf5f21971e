"""As much of plotly.js as our pictures are drawn with: of its many kinds of traces three, a quarter of its text.

The wheel holds all of plotly.js in one script, made of modules that run when they are first asked for:

    var Plotly=(()=>{…helpers…; var a=W((exports,module)=>{…}); var b=W(…); … ;
    var z=W((exports,module)=>{var p=b();p.register([c(),d(),…]);module.exports=p});return z();})();

So what nobody asks for can be left out, as in the partial bundles that plotly.js itself comes in. A module is kept
where any text that is kept calls something of its name, be it by chance: more may stay than is needed.
"""

import re

KINDS = ("bar", "heatmap")  # beside lines and points ("scatter"), which its core draws

# What makes a module of a function: `var W=(e,t)=>()=>{try{return t||e(…)…`
_HELPER = re.compile(r"var ([\w$]+)=\([\w$]+,([\w$]+)\)=>\(\)=>\{?(?:try\{)?return \2\|\|")
_REGISTERED = re.compile(r"(?<=\.register\(\[)([\w$]+\(\),?)+(?=\]\))")
_CALLED = re.compile(r"(?<![\w$.])([\w$]+)\(\)")
_NEWER = re.compile(r'(?:var |,)([\w$]+)=[\w$]+\(\(\)=>\{"use strict"')  # what ES modules have become
_KIND = re.compile(r'moduleType:"trace",name:"(\w+)"')


def only(kinds: tuple[str, ...], script: str) -> str:
    """The script without the traces that are not named; all of it where it is put together in another way."""
    helper = _HELPER.search(script)
    begins = helper and list(re.finditer(rf"(?<=[;}}])var ([\w$]+)={re.escape(helper[1])}\(", script))
    if not begins:
        return script
    ends = [*(begin.start() for begin in begins[1:]), len(script)]
    pieces = [script[begin.start() : end] for begin, end in zip(begins, ends, strict=True)]
    known = {begin[1]: number for number, begin in enumerate(begins)}
    for number, piece in enumerate(pieces):
        known |= dict.fromkeys(_NEWER.findall(piece), number)

    def asked_by(piece: str) -> set[int]:
        return {known[name] for name in _CALLED.findall(piece) if name in known}

    last = len(pieces) - 1
    registered = _REGISTERED.search(pieces[last])
    if not registered:
        return script
    of_kind: dict[str, str] = {}
    for name in known.keys() & set(_CALLED.findall(registered[0])):
        for number in asked_by(pieces[known[name]]):
            of_kind |= dict.fromkeys(_KIND.findall(pieces[number]), name)
    if not set(kinds) <= set(of_kind):
        return script
    wanted = ",".join(f"{of_kind[kind]}()" for kind in kinds)
    pieces[last] = pieces[last][: registered.start()] + wanted + pieces[last][registered.end() :]
    head = script[: begins[0].start()]
    kept, coming = {last}, [head, pieces[last]]
    while coming:
        new = asked_by(coming.pop()) - kept
        kept |= new
        coming += [pieces[number] for number in new]
    return head + "".join(pieces[number] for number in sorted(kept))

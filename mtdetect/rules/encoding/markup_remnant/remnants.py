"""What page code looks like in a text."""

from __future__ import annotations

import re

from mtdetect.text import patterns

TAGS = (
    r"(?i:a|abbr|article|aside|b|big|blockquote|body|br|button|center|cite|code|dd|div|dl|dt|em|embed|figcaption"
    r"|figure|font|"
    r"footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|label|li|link|main|meta|nav|nobr|noscript|ol|option|p|"
    r"param|pre|script|section|select|small|span|strike|strong|style|sub|sup|svg|table|tbody|td|th|thead|time|title|"
    r"tr|tt|u|ul|video)(?![\w.-])"
)
_SHORTCODES = (
    r"(?:caption|gallery|embed|audio|video|youtube|tweet|twitter|vc_\w{1,20}|et_pb_\w{1,20}|quote|url|img|size|color)"
)
NAMED = r"(?:amp|quot|nbsp|apos|lt|gt|mdash|ndash|rsquo|lsquo|ldquo|rdquo|hellip|eacute|copy|pound|euro)"
REMNANT = patterns.compile(
    rf"""
    (?P<tag> <\/?{TAGS}(?:\s[^<>\n]{{0,400}})?\/?> | <!--[^<>\n]{{0,200}}>? | <!\[CDATA\[ | <!DOCTYPE[^<>\n]{{0,99}}>
        | &lt;\/?{TAGS}(?:\s(?:(?!&[lg]t;)[^\n]){{0,400}})?\/?&gt; | \]\]> | (?<!-)-->(?!\s*[\n>])(?!(?<=\d-->)\d) )
    | (?P<entity> &(?:[A-Za-z]{{2,31}}|\#\d{{2,6}}|\#[xX][0-9A-Fa-f]{{2,5}}); | &(?:{NAMED})(?![\w=;])
        | (?<!\S)&quot(?=[A-Z][a-z’']*[\s,])
        | (?<=[A-Za-z])&\#(?:39|8217)(?=[a-z]) | (?<=[a-z])&(?:rsquo|mdash|ndash)(?=[a-z]) )
    | (?P<broken> (?<![&\w\#/])\#0?(?:3[4689]|1[3-9]\d|2[0-4]\d|25[0-5]|8\d{{3}});
        | (?<=[A-Za-z])\#(?:0?39|8217);(?=(?:s|t|re|ve|ll|d|m)\b) )
    | (?P<shortcode> \[/(?:{_SHORTCODES}|b|i|u|s|list|code)\] | \[ad_\d\]
            | \[{_SHORTCODES}[ =][^\]\n]{{0,300}}[=:][^\]\n]{{0,300}}\]? | \[(?:gallery|embed|object\ Object)\]
        | (?<![\w(\[,])\[\[(?!:)(?=[^\[\]\n]{{0,199}}[^\W\d_])[^\[\]\n]{{1,200}}\]\] | \[[^\[\]\n]{{1,200}}\]\((?:https?://|/|\#)[^()\s]{{0,400}}\)
        | \{{\{{[^{{}}\n]{{1,200}}\}}\}} | \{{%\ ?[^{{}}%\n]{{1,80}}%\}} | \$\{{[A-Za-z_][\w.]{{0,60}}\}} )
    | (?P<bbcode> \[[bius]\] )
    | (?P<certain> _x000[AaDd]_ | (?:\\[rn]){{2,4}} | \\u(?:00(?:[aA]0|2[267]|3[cCeE])|20[0-2][\da-fA-F])
        | \\x(?:0[aAdD]|9[1-7])
        | (?:(?<=[a-z]{{2}})|(?<=[.,;!?”]))=20(?=[A-Za-z]|\s*(?:\n|\Z))(?!px|em|pt)
        | (?<=[a-z.!?”])\\/(?=[\s“A-Za-z]) | (?<=[a-z])\\[Nnt](?=\s)
        | (?<=[a-z.,])\\N(?=[A-Z])
        | (?<=[\w.,!?])\\(?=['"](?:[\s\w.,!?]|\Z)) | (?<![\w\\])\\(?=['"]\w) )
    | (?P<escape> \\u0(?:0[c-fC-F]|1[0-7])[\da-fA-F](?:(?<=[A-Za-z]\\u[\da-fA-F]{{4}})|(?=[a-z]))
        | (?<=[.!?"”])(?:\\\\[nrt]|\\r)(?=[A-Z“])
        | (?<=[.!?:,;"”)a-z])(?:\\r)?\\n(?=\\|[A-Z“"\s]|\Z) | (?<=[\w.,!?”"]\ )\\n(?=\ )
        | (?:(?<=[a-z][a-z.,;:"”)])|(?<=[.\d]\d))\\(?=[A-Za-z\d("“]) | \\(?=\$(?:\d|US))
                | (?<=[.!?…"”)])\\\\(?=["“A-Z]|\s|\Z)
        | \\\\(?=["“][A-Z]) | (?<=[.!?"”]\ )\\(?=[A-Z][a-z’]+\ [a-z])
        | (?<=[a-z][.!?])\|\|(?=\ ?[A-Z“]) | (?<=[a-z.,!?”])\^M(?=[A-Za-z“])
        | (?<=[.!?"”])\\(?=\s|\Z) | (?<=[a-z][.!?])\\(?=[A-Z])
        | (?<=\w)\\(?=['’](?:s|t|re|ve|ll|d|m)\b)
        | (?<=[\s(])\\(?="\w) | (?<=[\w.,!?])\\(?="[\s.,)]) )
    | (?P<percent> %20(?=[\w\ ]) | (?<=[a-z])%(?:27|E2%80%99)(?=[a-z]) | =E2=80=(?:9[0-9A-F]|A6) )
    """,
    re.VERBOSE,
)
SCRIPT = patterns.compile(
    r"function(?<!\w.{8})\s?\w{0,30}\([^()\n]{0,80}\)\s?\{|var (?<!\w.{4})[A-Za-z_$][\w$]{0,40} ?= ?[^\s\n]"
    r"|const (?<!\w.{6})[A-Za-z_$][\w$]{0,40} ?= ?[^\s\n]"
    r"|window\.(?<!\w.{7})[a-zA-Z_]\w{2,40} ?(?:[=(\[]|\.[a-z]|\|\|)"
    r"|document\.(?<!\w.{9})(?:get|write|query|create|cookie|body)\w{0,40}"
    r"|console\.log\((?<!\w.{12})|googletag\.(?<!\w.{10})|\.addEventListener\("
)

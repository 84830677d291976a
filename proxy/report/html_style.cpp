// Light and dark by the reader's preference; one column on a telephone; everything opened on paper.
#include "proxy/report/html_page.hpp"

namespace crossfade::report {

const std::string_view page_style = R"css(
:root{color-scheme:light dark;--bg:#f6f7f9;--card:#fff;--ink:#1b2330;--dim:#5d6878;--line:#e2e6ec;
--good:#12805c;--good-bg:#e3f5ee;--bad:#c2313a;--bad-bg:#fdeaea;--warn:#96660a;--warn-bg:#fdf3dc;
--accent:#2f5fd0;--live:#0f766e;--shadow:#8250c4;--mark-live:#cdeee6;--mark-shadow:#e9dcfb;--track:#e8ecf1;
--mono:ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace}
@media(prefers-color-scheme:dark){:root{--bg:#10141b;--card:#181e28;--ink:#e4e9f1;--dim:#95a1b3;--line:#2a3342;
--good:#4cc79a;--good-bg:#12312a;--bad:#ff7b81;--bad-bg:#3a1b20;--warn:#e8b64c;--warn-bg:#362b14;
--accent:#86a8ff;--live:#4cc7b8;--shadow:#c09af0;--mark-live:#134b43;--mark-shadow:#43306a;--track:#262f3d}}
*{box-sizing:border-box}
html{scroll-behavior:smooth;scroll-padding-top:3.5rem}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Cantarell,"Noto Sans",sans-serif}
main{max-width:1320px;margin:0 auto;padding:0 1.5rem 4rem}
h1{font-size:1.15rem;margin:0;letter-spacing:-.01em}
h2{font-size:1.2rem;margin:2.6rem 0 .8rem;letter-spacing:-.01em}
h3{font-size:.78rem;margin:1.1rem 0 .45rem;color:var(--dim);text-transform:uppercase;letter-spacing:.05em}
p{margin:.35rem 0}a{color:var(--accent);text-decoration:none}a:hover{text-decoration:underline}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px;border-radius:4px}
code,.mono{font-family:var(--mono);font-size:.87em;overflow-wrap:anywhere}
.dim{color:var(--dim)}.small{font-size:.84em}.num{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.top{max-width:1320px;margin:0 auto;padding:1.6rem 1.5rem .9rem;display:flex;gap:.3rem 1.4rem;flex-wrap:wrap;align-items:baseline}
nav{position:sticky;top:0;z-index:2;background:var(--bg);border-bottom:1px solid var(--line)}
nav div{max-width:1320px;margin:0 auto;padding:.55rem 1.5rem;display:flex;gap:1.2rem;overflow-x:auto;font-size:.9em;white-space:nowrap}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.4rem;background:var(--card);padding:.3rem .7rem;z-index:3}
.card{background:var(--card);border:1px solid var(--line);border-radius:12px;padding:1rem 1.2rem}section.card+section.card{margin-top:.8rem}
.banner{border-radius:14px;padding:1.5rem 1.7rem;margin:1.3rem 0 1rem;border:1px solid var(--line);border-left:8px solid var(--warn);background:var(--warn-bg)}
.banner.ready{border-left-color:var(--good);background:var(--good-bg)}.banner.not_ready{border-left-color:var(--bad);background:var(--bad-bg)}
.banner .title{font-size:2.1rem;font-weight:750;letter-spacing:-.02em;line-height:1.15;margin:0;color:var(--warn)}
.banner.ready .title{color:var(--good)}.banner.not_ready .title{color:var(--bad)}
.banner ol{margin:.7rem 0 0;padding-left:1.3rem}.banner li{margin:.2rem 0;overflow-wrap:anywhere}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:.8rem;margin-bottom:1rem}
.tile b{display:block;font-size:1.55rem;letter-spacing:-.02em;font-variant-numeric:tabular-nums;line-height:1.3}
.alarm{color:var(--bad);font-weight:650}
svg{display:block;max-width:100%}
.bar{width:100%;height:22px;border-radius:6px;background:var(--track);margin:.7rem 0 .6rem}
.c-match{fill:var(--good)}.c-mismatch{fill:var(--bad)}.c-shadow_error{fill:#e07b39}.c-live_error{fill:#a06bc9}.c-both_failed{fill:#6b7280}
.c-not_compared{fill:#c9a227}.c-dropped{fill:#7f8fa6}.c-not_sampled{fill:var(--track)}
.key{display:flex;flex-wrap:wrap;gap:.25rem 1.1rem;padding:0;margin:0;list-style:none;font-size:.86em}
.key svg{display:inline-block;width:.75em;height:.75em;margin-right:.35em}
.sum{font-size:.88em;color:var(--dim);margin:.5rem 0 0;overflow-wrap:anywhere}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:12px}
table{border-collapse:collapse;width:100%}
th{font-size:.76rem;text-align:left;color:var(--dim);font-weight:600;padding:.65rem .8rem;border-bottom:1px solid var(--line);white-space:nowrap}
th.num{text-align:right}th button{all:unset;cursor:pointer;font:inherit;color:inherit}th button:focus-visible{outline:3px solid var(--accent)}
th[aria-sort=ascending] button::after{content:" \2191"}th[aria-sort=descending] button::after{content:" \2193"}
td{padding:.6rem .8rem;border-top:1px solid var(--line);vertical-align:top}tbody tr:first-child td{border-top:0}
.badge{display:inline-block;font-size:.74rem;font-weight:650;border-radius:99px;padding:.12rem .6rem;white-space:nowrap;background:var(--warn-bg);color:var(--warn)}
.badge.ready,.badge.good{background:var(--good-bg);color:var(--good)}.badge.blocked,.badge.improving,.badge.bad{background:var(--bad-bg);color:var(--bad)}
.badge.plain{background:var(--track);color:var(--dim)}
.endpoint{font-weight:600;overflow-wrap:anywhere;min-width:16rem}.endpoint .small{font-weight:400;margin-top:.15rem}
.words{white-space:normal;max-width:15rem;margin-left:auto}
.match{min-width:13rem}.match .small{white-space:nowrap;display:block}
.nines{width:190px;height:26px}.nines .track{stroke:var(--line);stroke-width:1}.nines .span{stroke-width:6;stroke-linecap:round;stroke:var(--warn)}
.nines .dot{fill:var(--ink)}.nines .target{stroke:var(--ink);stroke-width:2}.nines text{font-size:8px;fill:var(--dim)}
.nines.ready .span{stroke:var(--good)}.nines.blocked .span,.nines.improving .span{stroke:var(--bad)}
.trend{height:28px}.trend rect{fill:var(--accent)}.trend rect.none{fill:var(--track)}
details.fix{background:var(--card);border:1px solid var(--line);border-radius:12px;margin:.55rem 0}
details.fix[open]{border-color:var(--accent);box-shadow:0 2px 14px rgba(20,40,90,.08)}
details.fix>summary{list-style:none;cursor:pointer;display:grid;grid-template-columns:2.2rem minmax(0,1fr) 9rem 9.5rem;gap:.2rem 1rem;padding:.85rem 1.1rem;align-items:center}
summary::-webkit-details-marker{display:none}
.rank{font-size:1.2rem;font-weight:700;color:var(--dim);text-align:center}
.what{font-weight:620;overflow-wrap:anywhere}
.gain{width:100%;height:6px;border-radius:3px;background:var(--track);margin-top:.3rem}.gain rect{fill:var(--accent)}
.page{border-top:1px solid var(--line);padding:.3rem 1.2rem 1.2rem}
.page+.page{border-top:3px double var(--line)}
.lead{font-size:1.04rem;font-weight:600;overflow-wrap:anywhere}
.cols{display:grid;grid-template-columns:repeat(auto-fit,minmax(330px,1fr));gap:0 2rem}
.plain td,.plain th{padding:.28rem .9rem .28rem 0;border-top:1px solid var(--line)}.plain tr:first-child td{border-top:0}
.plain th{border:0}
.facts{margin:.2rem 0;display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.2rem 1rem}.facts dt{color:var(--dim)}.facts dd{margin:0;overflow-wrap:anywhere}
.pair{display:grid;grid-template-columns:minmax(8rem,1.1fr) minmax(0,2fr) minmax(0,2fr);border:1px solid var(--line);border-radius:10px;overflow:hidden;margin:.4rem 0 .7rem}
.pair>*{padding:.45rem .75rem;border-top:1px solid var(--line);overflow-wrap:anywhere;font-family:var(--mono);font-size:.86em}
.pair>.head{border-top:0;font:600 .78rem/1.4 inherit;font-family:inherit;background:var(--bg)}
.pair .live{border-left:3px solid var(--live)}.pair .shadow{border-left:3px solid var(--shadow)}
.live mark{background:var(--mark-live);color:inherit}.shadow mark{background:var(--mark-shadow);color:inherit}mark{border-radius:3px;padding:0 1px}
pre{margin:.3rem 0;padding:.65rem .8rem;background:var(--bg);border:1px solid var(--line);border-radius:8px;overflow-x:auto;font:.84em/1.45 var(--mono);white-space:pre-wrap;overflow-wrap:anywhere}
details.more>summary{cursor:pointer;color:var(--accent);font-size:.9em;margin:.3rem 0}
.tools{display:flex;gap:.6rem;margin:.2rem 0 .6rem;flex-wrap:wrap}
input[type=search]{font:inherit;padding:.35rem .7rem;border:1px solid var(--line);border-radius:8px;background:var(--card);color:inherit;min-width:15rem}
button.tool{font:inherit;font-size:.9em;padding:.35rem .8rem;border:1px solid var(--line);border-radius:8px;background:var(--card);color:inherit;cursor:pointer}
footer{color:var(--dim);font-size:.84em;margin-top:3rem}
[hidden]{display:none!important}
@media(max-width:760px){details.fix>summary{grid-template-columns:1.6rem minmax(0,1fr)}details.fix>summary>.num{grid-column:2;text-align:left}
.scroll td:not(.num){min-width:7rem}.scroll td.mono,.scroll td:last-child:not(.num){min-width:12rem}
.pair{grid-template-columns:1fr 1fr}.pair>.where{grid-column:1/-1}main,.top,nav div{padding-left:.9rem;padding-right:.9rem}}
@media print{nav,.tools,.skip{display:none}body{background:#fff;font-size:11px}.card,.scroll,details.fix{break-inside:avoid;box-shadow:none}.page{break-inside:avoid}}
)css";

}  // namespace crossfade::report

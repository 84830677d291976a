// What is more comfortable with a script: sorting, filtering, opening all. Its controls are made by
// the script itself, so that a reader without one misses none.
#include "proxy/report/html_page.hpp"

namespace crossfade::report {

const std::string_view page_script = R"js(
'use strict';
(function () {
  function element(tag, className, text) {
    const made = document.createElement(tag);
    made.className = className;
    if (text) made.textContent = text;
    return made;
  }
  function filter(tools, rows, label) {
    const input = element('input', '');
    input.type = 'search';
    input.placeholder = label;
    input.setAttribute('aria-label', label);
    input.addEventListener('input', function () {
      const wanted = input.value.toLowerCase();
      rows().forEach(function (row) {
        row.hidden = !row.textContent.toLowerCase().includes(wanted);
      });
    });
    tools.append(input);
  }
  function value(row, column) {
    const cell = row.cells[column];
    const key = cell.dataset.sort;
    return key === undefined ? cell.textContent.trim() : Number(key);
  }
  function sort(table, header, column) {
    const ascending = header.getAttribute('aria-sort') !== 'ascending';
    const body = table.tBodies[0];
    const rows = Array.from(body.rows);
    rows.sort(function (a, b) {
      const x = value(a, column);
      const y = value(b, column);
      const order = typeof x === 'number' ? x - y : x.localeCompare(y);
      return ascending ? order : -order;
    });
    Array.from(table.tHead.rows[0].cells).forEach(function (each) {
      each.removeAttribute('aria-sort');
    });
    header.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
    rows.forEach(function (row) { body.append(row); });
  }
  document.querySelectorAll('table.sortable').forEach(function (table) {
    Array.from(table.tHead.rows[0].cells).forEach(function (header, column) {
      const button = element('button', '', header.textContent);
      button.type = 'button';
      header.textContent = '';
      header.append(button);
      button.addEventListener('click', function () { sort(table, header, column); });
    });
    const tools = element('div', 'tools');
    table.parentElement.before(tools);
    filter(tools, function () { return Array.from(table.tBodies[0].rows); }, 'Filter endpoints');
  });
  const fixes = Array.from(document.querySelectorAll('details.fix'));
  if (fixes.length > 0) {
    const tools = element('div', 'tools');
    fixes[0].before(tools);
    filter(tools, function () { return fixes; }, 'Filter faults');
    const all = element('button', 'tool', 'Open all');
    all.type = 'button';
    all.addEventListener('click', function () {
      const open = fixes.some(function (each) { return !each.open; });
      fixes.forEach(function (each) { each.open = open; });
      all.textContent = open ? 'Close all' : 'Open all';
    });
    tools.append(all);
  }
  function reveal() {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let each = target; each; each = each.parentElement) {
      if (each.tagName === 'DETAILS') each.open = true;
    }
    if (target) target.scrollIntoView();
  }
  window.addEventListener('hashchange', reveal);
  reveal();
  window.addEventListener('beforeprint', function () {
    document.querySelectorAll('details').forEach(function (each) { each.open = true; });
  });
})();
)js";

}  // namespace crossfade::report

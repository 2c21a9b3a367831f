'use strict';
(() => {
  const root = document.documentElement;
  root.classList.add('js');
  const all = (where, what) => [...where.querySelectorAll(what)];
  const tip = document.getElementById('tip');
  const live = document.getElementById('live');

  // Charts: a pointer, a finger or the arrow keys read the row of the table that a place in the drawing stands for.
  let lit = null;
  const hide = () => {
    if (lit) lit.classList.remove('on');
    lit = null;
    tip.hidden = true;
  };
  const place = (x, y) => {
    const { offsetWidth: w, offsetHeight: h } = tip;
    const left = x + 16 + w > root.clientWidth ? x - 16 - w : x + 16;
    const top = y + 16 + h > window.innerHeight ? y - 16 - h : y + 16;
    tip.style.left = `${Math.max(4, Math.min(left, root.clientWidth - w - 4))}px`;
    tip.style.top = `${Math.max(4, top)}px`;
  };
  const make = (name, text) => {
    const element = document.createElement(name);
    element.textContent = text;
    return element;
  };
  const show = (chart, zone, x, y) => {
    if (zone !== lit) {
      hide();
      lit = zone;
      zone.classList.add('on');
      const cells = chart.rows[zone.dataset.row].map(cell => cell.textContent);
      const list = document.createElement('dl');
      cells.slice(1).forEach((text, i) => list.append(make('dt', chart.heads[i + 1]), make('dd', text)));
      tip.replaceChildren(make('b', cells[0]), list);
    }
    tip.hidden = false;
    place(x, y);
  };
  const tell = chart => {
    const cells = chart.rows[lit.dataset.row].map(cell => cell.textContent);
    live.textContent = cells.map((text, i) => (i ? `${chart.heads[i]}: ${text}` : text)).join('; ');
  };
  const step = (chart, key) => {
    const { zones } = chart;
    if (!zones.length) return false;
    const at = zones.indexOf(lit);
    const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: zones.length - 1 }[key];
    if (next === undefined) return false;
    const zone = zones[Math.max(0, Math.min(next, zones.length - 1))];
    zone.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    const box = zone.getBoundingClientRect();
    show(chart, zone, box.left + box.width / 2, box.top + Math.min(box.height / 2, 60));
    tell(chart);
    return true;
  };
  // Places in the drawings, each with its row of the table; top and height are those of the place before where they are missing.
  all(document, '[data-zones]').forEach(group => {
    let [top, high] = [0, 0];
    group.dataset.zones.split(',').forEach(place => {
      const [row, left, wide, ...upright] = place.split(' ');
      if (upright.length) [top, high] = upright;
      const rect = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
      Object.entries({ x: left, y: top, width: wide, height: high }).forEach(([name, value]) => rect.setAttribute(name, value));
      rect.dataset.row = row;
      group.append(rect);
    });
  });
  all(document, 'figure').forEach(figure => {
    const plot = figure.querySelector('.plot');
    const table = figure.querySelector('table');
    if (!table || !figure.querySelector('[data-row]')) return;
    // Rows are taken once, in their first order: sorting the table must not change what a place stands for.
    const chart = {
      // Of the two drawings one is shown.
      get zones() {
        const shown = all(plot, 'svg').find(svg => svg.getClientRects().length);
        return shown ? all(shown, '[data-row]') : [];
      },
      heads: all(table, 'thead th').map(th => th.textContent),
      rows: [...table.tBodies[0].rows].map(row => [...row.cells]),
    };
    const point = event => {
      const zone = event.target.closest('[data-row]');
      if (zone) show(chart, zone, event.clientX, event.clientY);
      else hide();
    };
    plot.addEventListener('pointermove', point);
    plot.addEventListener('pointerdown', point);
    plot.addEventListener('pointerleave', event => { if (event.pointerType === 'mouse') hide(); });
    plot.addEventListener('pointercancel', hide);
    plot.addEventListener('blur', hide);
    plot.addEventListener('keydown', event => {
      if (event.target !== plot || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === 'Escape') hide();
      else if (step(chart, event.key)) event.preventDefault();
    });
  });
  document.addEventListener('pointerdown', event => { if (!event.target.closest('.plot')) hide(); });
  // Scrolling leaves the pointer on another place; keys and fingers scroll themselves and show anew.
  window.addEventListener('wheel', hide, { passive: true });

  // Tables: a heading sorts by its column; once more turns the order round. What is missing stays last.
  const sort = (table, column, down) => {
    const body = table.tBodies[0];
    const keyed = [...body.rows].map(row => {
      const cell = row.cells[column];
      const value = cell.dataset.value;
      return { row, text: cell.textContent.trim(), value: value === undefined ? null : Number(value) };
    });
    const figures = keyed.some(key => key.value !== null);
    const last = key => (figures ? key.value === null : key.text === '');
    const order = (a, b) => (figures ? a.value - b.value : a.text.localeCompare(b.text, 'en'));
    keyed.sort((a, b) => last(a) - last(b) || (last(a) ? 0 : order(a, b) * (down ? -1 : 1)));
    body.append(...keyed.map(key => key.row));
  };
  // On a phone the cells of a row stand below each other, each with its heading.
  all(document, 'table[data-sort]').forEach(table => {
    const heads = all(table, 'thead tr > *').map(head => head.textContent.trim());
    all(table, 'tbody tr').forEach(row => [...row.cells].forEach((cell, i) => { cell.dataset.label = heads[i] || ''; }));
  });
  const sorters = [];
  all(document, 'table[data-sort]').forEach(table => {
    const heads = all(table, 'thead th');
    heads.forEach(head => {
      if (!head.textContent.trim()) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.append(...head.childNodes);
      head.append(button);
      sorters.push([head, button]);
      button.addEventListener('click', () => {
        const down = head.getAttribute('aria-sort') === 'ascending';
        heads.forEach(other => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        // A first column without a heading has a cell all the same.
        sort(table, head.cellIndex, down);
      });
    });
  });

  // Filters: rows that hold every word stay.
  all(document, '[data-filter]').forEach(box => {
    const frame = document.getElementById(box.dataset.filter);
    const rows = all(frame, 'tbody tr');
    const groups = all(frame, 'details');
    const texts = rows.map(row => row.textContent.toLowerCase());
    const count = box.parentElement.querySelector('output');
    const filter = () => {
      const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
      let kept = 0;
      rows.forEach((row, i) => {
        row.hidden = !words.every(word => texts[i].includes(word));
        kept += row.hidden ? 0 : 1;
      });
      // Groups in which something is found unfold; without words they are as they were.
      groups.forEach(group => { group.hidden = words.length > 0 && !group.querySelector('tbody tr:not([hidden])'); });
      if (words.length) groups.forEach(group => { group.open = !group.hidden; });
      count.textContent = `${kept} of ${rows.length}`;
    };
    box.addEventListener('input', filter);
    filter();
  });

  // Switches: of several charts the one that all lists agree on.
  const switches = all(document, '[data-switch]').map(box => {
    const picks = all(box, 'select');
    const figures = all(box, 'figure');
    const turn = () => {
      hide();
      figures.forEach(figure => {
        figure.classList.toggle('on', picks.every(pick => figure.dataset[pick.dataset.pick] === pick.value));
      });
    };
    picks.forEach(pick => pick.addEventListener('change', turn));
    turn();
    return { picks, turn, figures };
  });
  // A link to something folded away or switched off brings it out first.
  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    for (let box = target; box; box = box.parentElement) if (box.tagName === 'DETAILS') box.open = true;
    switches.filter(({ figures }) => figures.includes(target)).forEach(({ picks, turn }) => {
      picks.forEach(pick => { pick.value = target.dataset[pick.dataset.pick]; });
      turn();
    });
    target.scrollIntoView();
  };
  window.addEventListener('hashchange', reveal);
  reveal();

  // Paper unfolds what it can hold, in browsers whose style sheets cannot say so.
  let opened = [];
  window.addEventListener('beforeprint', () => {
    hide();
    opened = all(document, 'details.paper:not([open])');
    opened.forEach(box => { box.open = true; });
    // Chromium repeats the headings of a table on every page, but not where they hold a control.
    sorters.forEach(([head, button]) => head.append(...button.childNodes));
    sorters.forEach(([, button]) => button.remove());
  });
  window.addEventListener('afterprint', () => {
    opened.forEach(box => { box.open = false; });
    sorters.forEach(([head, button]) => {
      button.append(...head.childNodes);
      head.append(button);
    });
  });
})();

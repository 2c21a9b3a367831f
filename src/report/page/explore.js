(() => {
  const source = document.getElementById('explore-data');
  if (!source) return;
  const { rows, shifts, least, value, market, states, names } = JSON.parse(source.textContent);
  const at = name => document.getElementById(`explore-${name}`);
  const controls = document.querySelector('.explore .controls');

  // Numbers as the rest of the page writes them.
  const decade = size => 10 ** Math.floor(Math.log10(Math.abs(size)) + 1e-9);
  const number = (size, place) => {
    const decimals = place >= 1 ? 0 : Math.min(12, Math.round(-Math.log10(place)));
    const text = Math.abs(place > 1 ? Math.round(size / place) * place : size).toFixed(decimals);
    if (/^[0.]*$/.test(text)) return '0';
    return `${size < 0 ? '−' : ''}${text}`;
  };
  const scales = [[1e12, 'tn'], [1e9, 'bn'], [1e6, 'm'], [1e3, 'k'], [1, '']];
  const scaleOf = amount => scales.find(([scale]) => Math.abs(amount) >= scale) || [1, ''];
  const digits = (...amounts) => decade(Math.max(...amounts.map(Math.abs), 1)) / 100;
  const money = (amount, place = digits(amount)) => {
    const rounded = Math.round(amount / place) * place;
    const [scale, word] = scaleOf(rounded);
    const text = number(rounded / scale, place / scale);
    return text.startsWith('−') ? `−$${text.slice(1)}${word}` : `$${text}${word}`;
  };
  const tick = amount => money(amount).replace(/(\.\d*?)0+(?=\D*$)/, '$1').replace(/\.(?=\D*$)/, '');
  const percent = share => {
    if (share <= 0) return '0%';
    if (share <= 0.005) return 'less than 1%';
    if (share >= 0.995 && share < 1) return 'more than 99%';
    return `${number(100 * share, 1)}%`;
  };
  const thousands = size => String(Math.round(size)).replace(/\B(?=(\d{3})+$)/g, ',');
  const points = shift => (shift ? `${shift > 0 ? '+' : '−'}${Math.abs(shift)} point${Math.abs(shift) === 1 ? '' : 's'}` : 'as drawn');
  const join = words => (words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`);

  // The simulations.
  const unpack = ({ low, high, data }) => {
    const bytes = Uint8Array.from(atob(data), c => c.charCodeAt(0));
    const step = (high - low) / 65535;
    return Float64Array.from({ length: bytes.length / 2 }, (_, i) => low + step * (bytes[2 * i] + 256 * bytes[2 * i + 1]));
  };
  const n = rows.rows;
  const drawn = unpack(rows.value);
  const gains = rows.gains.map(unpack);
  const [terminal, divisor, kept] = [rows.terminal, rows.divisor, rows.retention].map(unpack);
  const ends = Uint8Array.from(unpack(rows.state), Math.round);
  const counts = states.map(() => 0);
  ends.forEach(state => { counts[state] += 1; });
  const occurring = states.map((_, state) => state).filter(state => counts[state]);
  const sorted = values => Uint16Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b]);
  const sums = values => {
    const found = states.map(() => 0);
    values.forEach((amount, i) => { found[ends[i]] += amount; });
    return found;
  };
  const users = { values: kept, order: sorted(kept), sums: sums(kept) };

  // Cash up to the horizon at another discount rate: a polynomial through the rates that it was recorded at, as it was drawn among
  // them. What comes later is discounted over the years to the horizon, and its divisor changes.
  const nodes = [0, ...shifts];
  const lean = shift => shifts.map(node => nodes.reduce((product, other) => (other === node ? product : product * (shift - other) / (node - other)), 1));
  const revalue = (rate, growth) => {
    const weights = lean(rate);
    const later = Math.exp(-rate * rows.horizon);
    const values = Float64Array.from(drawn);
    weights.forEach((weight, k) => {
      const gain = gains[k];
      for (let i = 0; i < n; i += 1) values[i] += weight * gain[i];
    });
    for (let i = 0; i < n; i += 1) values[i] += terminal[i] * (later * divisor[i] / (divisor[i] + rate - growth) - 1);
    return { values, order: sorted(values), sums: sums(values), worth: occurring.map(state => names.map((_, m) => worth(m, state, rate, growth))) };
  };
  const worth = (m, state, rate, growth) => {
    const of = Object.values(rows.markets)[m][state];
    const gain = lean(rate).reduce((sum, weight, k) => sum + weight * of.gains[k], 0);
    const place = (rate - growth + 0.06) / 0.005;
    const below = Math.min(Math.floor(place + 1e-9), of.terminal.length - 2);
    const part = Math.max(0, place - below);
    const [left, right] = [of.terminal[below], of.terminal[below + 1]];
    // The curve ends where a divisor would come too near to nothing; at rest it is known in any case.
    const curve = part < 1e-9 || right === null ? left : left === null ? right : left + part * (right - left);
    const scale = (rows.least_divisor + rate - growth) / rows.least_divisor;
    return of.earned + gain + Math.exp(-rate * rows.horizon) * curve / scale;
  };
  const atRest = revalue(0, 0);
  let now = atRest;

  // What a quantile of several figures is read from: the simulations in order, each with the weight of its outcome.
  const quantiles = (figures, weights, shares) => {
    const whole = occurring.reduce((sum, state) => sum + weights[state] * counts[state], 0);
    const found = [];
    let sum = 0;
    let next = 0;
    for (let i = 0; i < n && next < shares.length; i += 1) {
      sum += weights[ends[figures.order[i]]];
      while (next < shares.length && sum >= shares[next] * whole * (1 - 1e-12)) {
        found.push(figures.values[figures.order[i]]);
        next += 1;
      }
    }
    return found;
  };
  const mean = (totals, weights) => {
    const whole = occurring.reduce((sum, state) => sum + weights[state] * counts[state], 0);
    return occurring.reduce((sum, state) => sum + weights[state] * totals[state], 0) / whole;
  };
  const shareBelow = (figures, weights, amount) => {
    let below = 0;
    let whole = 0;
    figures.values.forEach((figure, i) => {
      const weight = weights[ends[i]];
      whole += weight;
      if (figure < amount) below += weight;
    });
    return below / whole;
  };
  const all = states.map(() => 1);
  const LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95];

  // The outcome that is asked about first: of those that are not rare the one with the least value.
  const harmful = () => {
    const by = (few, key) => few.sort((a, b) => key(a) - key(b))[0];
    const frequent = occurring.filter(state => counts[state] >= 0.05 * n);
    if (frequent.length > 1) return by(frequent, state => atRest.sums[state] / counts[state]);
    return by(occurring.filter(state => !frequent.includes(state)), state => -counts[state]) ?? occurring[0];
  };
  const round = (amount, kept) => Math.round(amount / (decade(amount) / kept)) * (decade(amount) / kept);
  const first = quantiles(atRest, all, [0.005, 0.25, 0.995]);
  const rest = () => ({
    outcome: harmful(),
    probability: null,
    only: occurring,
    threshold: first[1] ? round(first[1], 10) : 0,
    rate: 0,
    growth: 0,
  });
  let state = rest();

  // Bars of round width over the simulations as drawn and as valued now.
  const WIDEST = 40;
  const MARGIN = { left: 40, right: 14, top: 22, bottom: 26 };
  const roundUp = width => {
    const unit = decade(width);
    return ([1, 2, 2.5, 5].find(part => part * unit >= width * (1 - 1e-9)) || 10) * unit;
  };
  const binsOf = (figures, widest) => {
    const spread = figures.flatMap(figure => quantiles(figure, all, [0.005, 0.995]));
    const [low, high] = [Math.min(...spread), Math.max(...spread)];
    const width = roundUp(Math.max((high - low) / widest, Math.abs(high) * 1e-6, 1e-9));
    const from = Math.floor(low / width + 1e-9);
    return { width, from, size: Math.max(1, Math.ceil(high / width - 1e-9) - from) };
  };
  const edge = (bins, i) => (bins.from + i) * bins.width;
  const fill = (figures, bins) => {
    const found = states.map(() => new Float64Array(bins.size));
    figures.values.forEach((figure, i) => {
      const bin = Math.floor(figure / bins.width - bins.from + 1e-9);
      found[ends[i]][Math.max(0, Math.min(bin, bins.size - 1))] += 1;
    });
    return found;
  };
  const sort = figures => {
    figures.bins = binsOf(figures === atRest ? [atRest] : [atRest, figures], WIDEST);
    [figures.fill, figures.before] = [figures, atRest].map(these => fill(these, figures.bins));
    return figures;
  };
  sort(atRest);
  const NS = 'http://www.w3.org/2000/svg';
  const shape = (name, attributes, text) => {
    const element = document.createElementNS(NS, name);
    Object.entries(attributes).forEach(([key, is]) => element.setAttribute(key, is));
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const INK = '#1B1F24';
  const MUTED = '#5A646E';
  // A histogram whose bars are stacked by outcome, with the outline of the simulations as they were; gives how places and figures go.
  const draw = (svg, bins, here, before, weights, write) => {
    const width = Math.max(240, svg.clientWidth);
    const height = 240;
    const { left, right, top, bottom } = MARGIN;
    const x = figure => left + (figure / bins.width - bins.from) / bins.size * (width - left - right);
    const whole = occurring.reduce((sum, s) => sum + weights[s] * counts[s], 0);
    const total = i => occurring.reduce((sum, s) => sum + weights[s] * here[s][i], 0) / whole;
    const was = Array.from({ length: bins.size }, (_, i) => occurring.reduce((sum, s) => sum + before[s][i], 0) / n);
    const most = Math.max(...was, ...was.map((_, i) => total(i)));
    const grid = roundUp(most / 3);
    const y = share => height - bottom - share / Math.max(most, grid) * (height - top - bottom);
    const parts = [shape('rect', { width, height, fill: '#FFFFFF' })];
    for (let share = 0; share <= most + 1e-9; share += grid) {
      parts.push(shape('line', { x1: left, x2: width - right, y1: y(share), y2: y(share), stroke: '#E2E5E8' }));
      parts.push(shape('text', { x: left - 6, y: y(share) + 4, 'text-anchor': 'end', 'font-size': 12, fill: MUTED }, `${number(100 * share, Math.abs(100 * grid - Math.round(100 * grid)) > 1e-9 ? 0.1 : 1)}%`));
    }
    const gap = (width - left - right) / bins.size > 6 ? 1 : 0;
    // One path for all bars of an outcome: of hundreds of boxes a browser would take its time.
    const tops = was.map(() => 0);
    occurring.filter(s => weights[s]).forEach(s => {
      const boxes = tops.map((sum, i) => {
        const share = weights[s] * here[s][i] / whole;
        tops[i] += share;
        const [from, to] = [x(edge(bins, i)) + gap / 2, x(edge(bins, i + 1)) - gap / 2];
        return share ? `M${from.toFixed(1)} ${y(sum).toFixed(2)}V${y(sum + share).toFixed(2)}H${to.toFixed(1)}V${y(sum).toFixed(2)}Z` : '';
      });
      parts.push(shape('path', { d: boxes.join(''), fill: states[s].colour }));
    });
    const outline = was.flatMap((share, i) => [`${x(edge(bins, i))},${y(share)}`, `${x(edge(bins, i + 1))},${y(share)}`]);
    parts.push(shape('polyline', { points: outline.join(' '), fill: 'none', stroke: INK, 'stroke-width': 1.3 }));
    const step = Math.max(1, Math.ceil(bins.size / Math.floor((width - left - right) / 64)));
    for (let i = 0; i <= bins.size; i += 1) {
      if ((bins.from + i) % step) continue;
      const place = x(edge(bins, i));
      const anchor = place > width - right - 24 ? 'end' : 'middle';
      parts.push(shape('text', { x: anchor === 'end' ? width - right + 10 : place, y: height - 8, 'text-anchor': anchor, 'font-size': 12, fill: MUTED }, write(edge(bins, i))));
    }
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    svg.setAttribute('height', height);
    svg.replaceChildren(...parts);
    return { x, width, height, figure: place => edge(bins, 0) + (place - left) / (width - left - right) * bins.size * bins.width };
  };

  const values = document.querySelector('#explore-values svg');
  const range = at('threshold');
  const amount = at('amount');
  const [unit, unitWord] = scaleOf(Math.max(Math.abs(first[0]), Math.abs(first[2])));
  let axis = null;
  let bins = null;
  const showThreshold = (svg, chosen) => {
    const chance = percent(shareBelow(now, chosen, state.threshold));
    const described = `Chance of less than ${tick(state.threshold)}: ${chance}`;
    at('chance').textContent = chance;
    svg.setAttribute('aria-label', `Histogram. ${described}.`);
    range.value = state.threshold;
    range.setAttribute('aria-valuetext', described);
    if (document.activeElement !== amount) amount.value = Number((state.threshold / unit).toPrecision(6));
    svg.querySelectorAll('.threshold-mark').forEach(mark => mark.remove());
    const low = edge(bins, 0);
    const high = edge(bins, bins.size);
    const place = axis.x(Math.max(low, Math.min(state.threshold, high)));
    const anchor = place > axis.width - 60 ? 'end' : place < 60 ? 'start' : 'middle';
    const mark = shape('g', { class: 'threshold-mark' });
    mark.append(
      shape('line', { x1: place, x2: place, y1: MARGIN.top - 6, y2: axis.height - MARGIN.bottom, stroke: INK, 'stroke-width': 2 }),
      shape('text', { x: place, y: 12, 'text-anchor': anchor, 'font-size': 12, 'font-weight': 600, fill: INK }, tick(state.threshold)),
      shape('rect', { x: place - 14, width: 28, y: 0, height: axis.height, fill: 'transparent', 'data-handle': '' }),
    );
    svg.append(mark);
  };

  const MOST_MARKETS = 14;
  const bars = names.map(name => {
    const row = document.createElement('li');
    const [label, text, track, bar, mark] = ['span', 'span', 'div', 'i', 'u'].map(tag => document.createElement(tag));
    label.textContent = name;
    label.dir = 'auto';
    track.append(bar, mark);
    row.append(label, text, track);
    return { row, text, bar, mark };
  });
  const byRest = names.map((_, m) => m).sort((a, b) => total(atRest, b, all) - total(atRest, a, all));
  function total(figures, m, weights) {
    const whole = occurring.reduce((sum, s) => sum + weights[s] * counts[s], 0);
    return occurring.reduce((sum, s, i) => sum + weights[s] * counts[s] * figures.worth[i][m], 0) / whole;
  }
  at('markets').append(...byRest.slice(0, MOST_MARKETS).map(m => bars[m].row));
  const drawMarkets = weights => {
    const shown = byRest.slice(0, MOST_MARKETS);
    const is = shown.map(m => total(now, m, weights));
    const was = shown.map(m => total(atRest, m, all));
    const low = Math.min(0, ...is, ...was);
    const high = Math.max(0, ...is, ...was) || 1;
    const place = figure => 100 * (figure - low) / (high - low);
    const unit = digits(...is, ...was);
    shown.forEach((m, i) => {
      const { text, bar, mark } = bars[m];
      text.textContent = money(is[i], unit);
      bar.style.left = `${place(Math.min(0, is[i]))}%`;
      bar.style.width = `${place(Math.max(0, is[i])) - place(Math.min(0, is[i]))}%`;
      mark.style.left = `calc(${place(was[i])}% - 1px)`;
    });
  };

  const usersBins = binsOf([users], 30);
  const usersFill = fill(users, usersBins);
  const drawUsers = weights => {
    const svg = document.querySelector('#explore-users svg');
    draw(svg, usersBins, usersFill, usersFill, weights, share => `${number(100 * share, 1)}%`);
    const [low, middle, high] = quantiles(users, weights, [0.05, 0.5, 0.95]).map(share => `${number(100 * share, 1)}%`);
    const told = low === high
      ? `Users at the horizon are ${middle} of those at the start, in at least nine simulations of ten.`
      : `Users at the horizon are ${middle} of those at the start at the median, and ${low} to ${high} in nine simulations of ten.`;
    at('kept').textContent = told;
    svg.setAttribute('aria-label', told);
  };

  // Weights as `marketgate reweight` gives them: the outcome has its probability, and all else goes on as it was among itself.
  const weigh = () => {
    const { probability: p, outcome } = state;
    if (p === null) return states.map(() => 1);
    const q = counts[outcome] / n;
    return states.map((_, s) => (s === outcome ? p / q : (1 - p) / (1 - q)));
  };
  const worthOf = weights => {
    const [sum, squares] = [1, 2].map(power => occurring.reduce((all, s) => all + counts[s] * weights[s] ** power, 0));
    return sum * sum / squares;
  };

  const tell = (weights, chosen) => {
    const whole = occurring.reduce((sum, s) => sum + weights[s] * counts[s], 0);
    occurring.forEach(s => {
      const box = controls.querySelector(`[value="${states[s].key}"][type=checkbox]`);
      if (!box) return;
      box.checked = state.only.includes(s);
      box.parentElement.querySelector('.share').textContent = percent(weights[s] * counts[s] / whole);
    });
    if (at('outcome')) {
      const share = state.probability ?? counts[state.outcome] / n;
      at('outcome').value = states[state.outcome].key;
      at('probability').value = 100 * share;
      at('probability-text').textContent = `${number(100 * share, 0.1)}%${state.probability === null ? ' as simulated' : ''}`;
      const worth = worthOf(weights);
      const few = worth < 1000 ? ', too few to rely on' : '';
      at('worth').textContent = state.probability === null
        ? `All ${thousands(n)} simulations count alike.`
        : `So weighted, the ${thousands(n)} simulations say as much as ${thousands(worth)} that count alike would${few}. Everything else stays as likely as before, given the outcome.`;
    }
    ['rate', 'growth'].forEach(name => {
      at(name).value = state[name];
      at(`${name}-text`).textContent = points(state[name]);
      at(name).setAttribute('aria-valuetext', points(state[name]));
    });
    const some = state.only.length < occurring.length;
    const part = chosen.reduce((sum, weight, s) => sum + weight * counts[s], 0);
    const found = quantiles(now, chosen, LEVELS);
    const before = quantiles(atRest, all, LEVELS);
    const [is, was] = [mean(now.sums, chosen), mean(atRest.sums, all)];
    if (!(part > 0)) {
      at('told').textContent = 'No simulation is left: choose an outcome that has a probability.';
      return;
    }
    const place = digits(is, was, ...found, ...before);
    [[is, was, 'mean'], ...LEVELS.map((level, i) => [found[i], before[i], `p${100 * level}`])].forEach(([figure, old, name]) => {
      at(name).textContent = money(figure, place);
      at(`${name}-before`).textContent = money(figure, place) === money(old, place) ? '' : `simulated ${money(old, place)}`;
    });
    const where = some ? `Where ${market} ends ${join(state.only.map(s => states[s].ending))} (${percent(part / whole)} of the probability), mean` : 'Mean';
    const same = money(is, place) === money(was, place);
    at('told').textContent = `${where} ${value} is ${money(is, place)}${same ? ', as simulated' : `; as simulated${some ? ', over all outcomes' : ''}, it is ${money(was, place)}`}.`;
  };

  const choose = () => weigh().map((weight, s) => (state.only.includes(s) ? weight : 0));
  const update = () => {
    const chosen = choose();
    tell(weigh(), chosen);
    if (!chosen.some((weight, s) => weight * counts[s] > 0)) return;
    bins = now.bins;
    axis = draw(values, bins, now.fill, now.before, chosen, tick);
    [range.min, range.max, range.step] = [edge(bins, 0), edge(bins, bins.size), bins.width / 10];
    showThreshold(values, chosen);
    drawMarkets(chosen);
    drawUsers(chosen);
  };

  // The address keeps what is set, beside the links to sections.
  let waiting = 0;
  const address = () => {
    const was = rest();
    const kept = [];
    if (state.probability !== null) kept.push(`p=${states[state.outcome].key}:${Number((100 * state.probability).toFixed(2))}`);
    if (state.only.length < occurring.length) kept.push(`only=${state.only.map(s => states[s].key).join(',')}`);
    if (state.threshold !== was.threshold) kept.push(`less=${Number(state.threshold.toPrecision(6))}`);
    if (state.rate) kept.push(`rate=${state.rate}`);
    if (state.growth) kept.push(`growth=${state.growth}`);
    return kept.length ? `#explore?${kept.join('&')}` : '#explore';
  };
  const keep = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => history.replaceState(history.state, '', address()), 300);
  };
  const read = () => {
    if (!location.hash.startsWith('#explore?')) return false;
    const given = new URLSearchParams(location.hash.slice(9));
    const find = key => occurring.find(s => states[s].key === key);
    const between = (name, low, high, otherwise) => {
      const figure = Number(given.get(name) ?? NaN);
      return figure >= low && figure <= high ? figure : otherwise;
    };
    state = rest();
    const [outcome, probability] = (given.get('p') ?? '').split(':');
    if (occurring.length > 1 && find(outcome) !== undefined) {
      state.outcome = find(outcome);
      if (Number(probability) >= 0 && Number(probability) <= 100 && probability) state.probability = Number(probability) / 100;
    }
    const only = (given.get('only') ?? '').split(',').map(find).filter(s => s !== undefined);
    if (only.length) state.only = occurring.filter(s => only.includes(s));
    state.threshold = between('less', -1e60, 1e60, state.threshold);
    const quarter = shift => Math.round(shift * 4) / 4;
    state.rate = quarter(between('rate', -3, 3, 0));
    state.growth = quarter(between('growth', -3, 3, 0));
    hold('growth');
    return true;
  };
  // Rates and growth keep apart as far as that what comes after the horizon has a value in every simulation.
  const held = () => Math.min(0, Math.ceil(400 * (least - rows.least_divisor) - 1e-9) / 4);
  const hold = moved => {
    const bound = held();
    const over = state.rate - state.growth < bound;
    if (over && moved === 'rate') state.rate = state.growth + bound;
    if (over && moved === 'growth') state.growth = state.rate - bound;
    at('held').hidden = !over;
    at('held').textContent = `Held at ${points(state[moved])}: any further, growth after the horizon would come so near the discount rate of some simulation that its value would grow without limit.`;
    now = state.rate || state.growth ? sort(revalue(state.rate / 100, state.growth / 100)) : atRest;
  };

  const set = change => {
    Object.assign(state, change);
    update();
    keep();
  };
  at('outcome')?.addEventListener('change', event => {
    set({ outcome: occurring.find(s => states[s].key === event.target.value), probability: null });
  });
  at('probability')?.addEventListener('input', event => set({ probability: Number(event.target.value) / 100 }));
  controls.querySelectorAll('[name=only]').forEach(box => box.addEventListener('change', () => {
    const chosen = [...controls.querySelectorAll('[name=only]:checked')].map(other => other.value);
    const only = occurring.filter(s => chosen.includes(states[s].key));
    // Of nothing there is nothing to show: the last one stays.
    set(only.length ? { only } : {});
  }));
  ['rate', 'growth'].forEach(name => at(name).addEventListener('input', event => {
    state[name] = Number(event.target.value);
    hold(name);
    set({});
  }));
  const move = threshold => {
    state.threshold = threshold;
    showThreshold(values, choose());
    keep();
  };
  range.addEventListener('input', () => move(Number(range.value)));
  amount.addEventListener('input', () => {
    const figure = Number(amount.value) * unit;
    if (amount.value.trim() && Number.isFinite(figure)) move(figure);
  });
  amount.addEventListener('change', update);
  let dragged = false;
  const drag = event => {
    const box = values.getBoundingClientRect();
    const figure = axis.figure((event.clientX - box.left) / box.width * axis.width);
    const step = bins.width / 10;
    move(Math.max(edge(bins, 0), Math.min(Math.round(figure / step) * step, edge(bins, bins.size))));
  };
  values.addEventListener('pointerdown', event => {
    if (event.pointerType === 'touch' && !event.target.closest('[data-handle]')) return;
    dragged = true;
    values.setPointerCapture(event.pointerId);
    drag(event);
    event.preventDefault();
  });
  values.addEventListener('pointermove', event => { if (dragged) drag(event); });
  ['pointerup', 'pointercancel'].forEach(name => values.addEventListener(name, () => { dragged = false; }));
  at('reset').addEventListener('click', () => {
    state = rest();
    hold('rate');
    set({});
  });
  at('unit').textContent = unitWord;
  window.addEventListener('resize', update);
  window.addEventListener('hashchange', () => { if (read()) update(); });
  const restored = read();
  update();
  if (restored) document.getElementById('explore').scrollIntoView();
})();

'use strict';
(() => {
  const feed = JSON.parse(document.getElementById('feed').textContent);
  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const chosen = name => document.querySelector(`input[name="${name}"]:checked`).value;
  const number = new Intl.NumberFormat('en', {maximumSignificantDigits: 4});
  const font = '12px system-ui, sans-serif';
  let plots = [];

  const shadePhases = u => {
    const {ctx} = u;
    const {top, height} = u.bbox;
    ctx.save();
    ctx.beginPath();
    ctx.rect(u.bbox.left, top, u.bbox.width, height);
    ctx.clip();
    feed.phases.forEach((phase, i) => {
      const from = u.valToPos(phase.from, 'x', true);
      const to = u.valToPos(phase.to, 'x', true);
      if (i % 2 === 1) {
        ctx.globalAlpha = 0.13;
        ctx.fillStyle = css('--band');
        ctx.fillRect(from, top, to - from, height);
        ctx.globalAlpha = 1;
      }
    });
    ctx.restore();
  };

  const namePhases = u => {
    const {ctx} = u;
    const ratio = devicePixelRatio;
    ctx.save();
    ctx.font = `${11 * ratio}px system-ui, sans-serif`;
    ctx.textAlign = 'left';
    ctx.textBaseline = 'top';
    ctx.lineWidth = 4 * ratio;
    ctx.strokeStyle = css('--page');
    ctx.fillStyle = css('--muted');
    feed.phases.forEach(phase => {
      const from = Math.max(u.valToPos(phase.from, 'x', true), u.bbox.left);
      const to = Math.min(u.valToPos(phase.to, 'x', true), u.bbox.left + u.bbox.width);
      if (ctx.measureText(phase.name).width + 8 * ratio < to - from) {
        ctx.strokeText(phase.name, from + 5 * ratio, u.bbox.top + 4 * ratio);
        ctx.fillText(phase.name, from + 5 * ratio, u.bbox.top + 4 * ratio);
      }
    });
    ctx.restore();
  };

  const range = log => (u, least, most) => {
    if (least == null) return log ? [1, 10] : [0, 1];
    return log ? [Math.max(least, 0.1) / 1.3, Math.max(most, 0.2) * 2.2] : [Math.min(0, least), most > 0 ? most * 1.22 : 1];
  };

  const decadeTicks = (u, axis, least, most) => {
    const all = [];
    for (let decade = Math.pow(10, Math.floor(Math.log10(least))); decade <= most; decade *= 10)
      for (const m of [1, 2, 5]) if (m * decade >= least && m * decade <= most) all.push(m * decade);
    const decades = all.filter(v => Math.abs(Math.log10(v) % 1) < 1e-9);
    return all.length > 7 && decades.length > 1 ? decades : all;
  };

  const draw = panel => {
    const host = document.getElementById('chart-' + panel.id);
    const network = chosen('network');
    const log = panel.delay && chosen('delay-axis') === 'log';
    host.replaceChildren();
    host.setAttribute('aria-label', panel[network + '_text']);
    const shown = feed.arms.map((arm, i) => ({arm, values: panel[network][i]})).filter(s => s.values.some(v => v != null));
    if (shown.length === 0) {
      const empty = document.createElement('p');
      empty.className = 'empty';
      empty.textContent = 'no data';
      host.append(empty);
      return;
    }
    const axis = {stroke: css('--muted'), font, grid: {stroke: css('--grid'), width: 1}, ticks: {stroke: css('--grid'), width: 1}};
    const paths = panel.stepped ? uPlot.paths.stepped({align: -1}) : uPlot.paths.linear();
    const options = {
      width: host.clientWidth,
      height: 190,
      cursor: {sync: {key: 'run'}, y: false, drag: {x: true, y: false}},
      legend: {live: true, markers: {dash: (u, i) => i > 0 && shown[i - 1].arm.dash.length ? 'dashed' : 'solid'}},
      scales: {x: {time: false}, y: {distr: log ? 3 : 1, range: range(log)}},
      axes: [
        {...axis, size: 28, values: (u, ticks) => ticks.map(t => t + ' s')},
        {...axis, size: 62, values: (u, ticks) => ticks.map(t => t == null ? '' : number.format(t)), ...(log ? {splits: decadeTicks, filter: (u, s) => s} : {})},
      ],
      series: [
        {label: 'time', value: (u, v) => v == null ? '–' : v.toFixed(1) + ' s'},
        ...shown.map(({arm}) => ({
          label: arm.name, stroke: css(arm.ink), width: arm.width, dash: arm.dash.length ? arm.dash : undefined, paths,
          points: {show: false}, value: (u, v) => v == null ? '–' : number.format(v) + ' ' + panel.unit,
        })),
      ],
      hooks: {drawClear: [shadePhases], drawAxes: [namePhases]},
    };
    const values = shown.map(s => log ? s.values.map(v => v > 0 ? v : null) : s.values);
    plots.push({host, plot: new uPlot(options, [feed.seconds, ...values], host)});
  };

  const drawAll = () => {
    plots.forEach(({plot}) => plot.destroy());
    plots = [];
    feed.panels.forEach(draw);
    const network = chosen('network');
    document.querySelectorAll('[data-network]').forEach(e => { e.hidden = e.dataset.network !== network; });
  };

  document.querySelectorAll('.controls').forEach(e => { e.hidden = false; e.addEventListener('change', drawAll); });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', drawAll);
  addEventListener('resize', () => plots.forEach(({host, plot}) => plot.setSize({width: host.clientWidth, height: 190})));
  drawAll();
})();

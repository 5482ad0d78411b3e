// The demo shop: everything a frontend needs of Tollgate's public API, without a framework.
// Only the test clock and the users' tokens come from the shop's own backend (/shop/…), as they would in a real shop.

const $ = id => document.getElementById(id);
const shop = { config: null, user: null, tokens: {}, account: null, plans: {}, prices: [], watching: 0 };

// ---------------------------------------------------------------- small tools

const spaced = status => status.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`);

/** An element with text (never HTML: names and messages come from elsewhere). */
function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== false && value != null) node.setAttribute(name, value);
  }
  node.append(...children.filter(child => child != null));
  return node;
}

const pause = ms => new Promise(done => setTimeout(done, ms));
const date = text => new Date(text).toLocaleDateString('en', { year: 'numeric', month: 'long', day: 'numeric' });
const dateTime = text => new Date(text).toLocaleString('en', { dateStyle: 'long', timeStyle: 'short' });

function money({ amount, currency }) {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const digits = format.resolvedOptions().maximumFractionDigits;
  return format.format(amount / 10 ** digits);
}

const NAMES = { reports: 'Reports', 'priority-support': 'Priority support', seats: 'Seats', exports: 'Exports per month', tokens: 'AI credits' };
const nameOf = code => NAMES[code] ?? code.replaceAll('-', ' ');

function every(period) {
  const words = { D: 'day', W: 'week', M: 'month', Y: 'year' };
  const [, count, unit] = /^P(\d+)([DWMY])$/.exec(period ?? '') ?? [];
  if (!unit) return period ?? '';
  return count === '1' ? words[unit] : `${count} ${words[unit]}s`;
}

// ---------------------------------------------------------------- calls, and the panel that shows them

class Problem extends Error {
  constructor(status, body) {
    super(body?.detail ?? body?.title ?? `The answer was ${status}`);
    this.title = body?.title ?? 'That did not work';
    this.code = body?.code;
    this.status = status;
  }
}

/** Calls the public API as a user. */
async function api(method, path, { body, user = shop.user, quiet404 = false } = {}) {
  const headers = { Authorization: `Bearer ${shop.tokens[user]}` };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  if (method === 'POST') headers['Idempotency-Key'] = crypto.randomUUID();
  return send(shop.config.api, `/api/v1${path}`, { method, headers, body, user, quiet404 });
}

/** Calls the shop's own backend, which answers with the calls that it made itself. */
async function backend(path, body) {
  const answer = await send('', path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body, silent: true });
  (answer.calls ?? []).forEach(call => record({ ...call, note: call.from }));
  return answer;
}

async function send(base, path, { method, headers, body, user, silent, quiet404 }) {
  let status = 0;
  let answer;
  try {
    const response = await fetch(base + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
    status = response.status;
    const text = await response.text();
    try { answer = text ? JSON.parse(text) : undefined; } catch { answer = text; }
  } catch {
    answer = { title: 'Not reachable', detail: `${base || 'The shop'} does not answer. Is ./tollgate run still running?` };
  }
  if (!silent) record({ method, path, request: body, status, response: answer, note: user && user !== shop.user ? `as ${user}` : null });
  if (status >= 200 && status < 300) return answer ?? {};
  if (quiet404 && status === 404) return null;
  throw new Problem(status, answer);
}

const CALLS = 'shop.calls';
const calls = JSON.parse(sessionStorage.getItem(CALLS) ?? '[]');

function record(call) {
  const last = calls[0];
  // Polling asks the same again and again: one line that counts.
  if (last && last.method === call.method && last.path === call.path && last.note === call.note && call.method === 'GET') {
    calls[0] = { ...call, times: (last.times ?? 1) + 1 };
  } else {
    calls.unshift(call);
  }
  calls.length = Math.min(calls.length, 40);
  try { sessionStorage.setItem(CALLS, JSON.stringify(calls)); } catch { sessionStorage.removeItem(CALLS); }
  drawCalls();
}

function drawCalls() {
  const open = new Set([...$('calls').querySelectorAll('details[open]')].map(node => node.dataset.key));
  $('calls-count').textContent = calls.length ? `(${calls.length})` : '';
  $('calls').replaceChildren(...calls.map((call, index) => {
    const key = `${calls.length - index}`;
    const json = el('pre', { tabindex: '0' });
    const show = value => JSON.stringify(value, null, 2);
    if (call.request && Object.keys(call.request).length) json.append(el('b', {}, 'sent\n'), `${show(call.request)}\n`);
    json.append(el('b', {}, 'answered\n'), call.response === undefined ? '(nothing)' : show(call.response));
    const path = el('span', { class: 'path' }, call.path);
    const note = [call.note, call.times > 1 ? `asked ${call.times} times` : null].filter(Boolean).join(', ');
    if (note) path.append(el('em', {}, note));
    return el('li', {}, el('details', { 'data-key': key, open: open.has(key) },
      el('summary', {}, el('span', { class: 'method' }, call.method), path,
        el('span', { class: `code s${Math.floor(call.status / 100)}` }, call.status || 'no answer')),
      json));
  }));
  if (!calls.length) $('calls').append(el('li', { class: 'empty' }, 'None yet.'));
}

// ---------------------------------------------------------------- notices

function notice(kind, title, text) {
  const box = $('notice');
  box.className = `notice ${kind}`;
  box.setAttribute('role', kind === 'bad' ? 'alert' : 'status');
  box.replaceChildren(
    ...(kind === 'wait' ? [el('span', { class: 'spinner', 'aria-hidden': 'true' })] : []),
    el('div', {}, el('strong', {}, title), text ?? ''),
    ...(kind === 'wait' ? [] : [el('button', { class: 'small quiet close', type: 'button', onclick: () => { box.hidden = true; } }, 'Close')]));
  box.hidden = false;
}

const WORDS = {
  already_subscribed: 'You have this plan already. Another subscription to it would only cost twice.',
};

function complain(error) {
  if (error instanceof Problem) notice('bad', error.title, WORDS[error.code] ?? `${error.message}${error.code ? ` (${error.code})` : ''}`);
  else { notice('bad', 'Something is wrong with this page', String(error)); console.error(error); }
}

/** Runs an action of a button: not twice at once, and what goes wrong is said. */
function doing(button, action) {
  return async () => {
    if (button.disabled) return;
    button.disabled = true;
    try { await action(); } catch (error) { complain(error); } finally { button.disabled = false; }
  };
}

function action(attributes, action, ...children) {
  const button = el('button', { type: 'button', ...attributes }, ...children);
  button.addEventListener('click', doing(button, action));
  return button;
}

// ---------------------------------------------------------------- users

const guests = () => JSON.parse(localStorage.getItem('shop.guests') ?? '[]');

async function loadUsers() {
  shop.tokens = { ...shop.config.users };
  for (const guest of guests()) shop.tokens[guest] = (await send('', '/shop/users', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: { userId: guest }, silent: true })).token;
  const remembered = localStorage.getItem('shop.user');
  shop.user = remembered in shop.tokens ? remembered : 'alice';
}

function drawUsers() {
  const names = Object.keys(shop.tokens);
  $('users').replaceChildren(
    ...names.map(name => el('button', {
      type: 'button', 'aria-pressed': String(name === shop.user), onclick: () => become(name).catch(complain) }, name)),
    el('button', { type: 'button', 'aria-expanded': String(!$('new-user').hidden), 'aria-controls': 'new-user',
      onclick: () => { $('new-user').hidden = !$('new-user').hidden; drawUsers(); if (!$('new-user').hidden) $('new-name').focus(); } }, '+ new'));
}

async function become(name) {
  shop.user = name;
  localStorage.setItem('shop.user', name);
  $('notice').hidden = true;
  drawUsers();
  await refresh();
}

async function addUser(name) {
  const { userId, token } = await send('', '/shop/users', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: { userId: name }, silent: true });
  localStorage.setItem('shop.guests', JSON.stringify([...new Set([...guests(), userId])]));
  shop.tokens[userId] = token;
  $('new-user').hidden = true;
  await become(userId);
}

// ---------------------------------------------------------------- access

async function drawAccess(minVersion) {
  const wait = minVersion ? `&minVersion=${minVersion}` : '';
  const check = await api('GET', `/entitlements/check?feature=reports${wait}`);
  const snapshot = await api('GET', '/entitlements');
  const line = $('access-line');
  line.className = check.allowed ? 'access-line yes' : 'access-line';
  line.textContent = check.allowed
    ? (check.expiresAt ? `You have access until ${dateTime(check.expiresAt)}` : 'You have access')
    : `No paid access ${snapshot.version ? 'now' : 'yet'}: only what is free`;
  $('version').textContent = `version ${snapshot.version}`;
  const credits = (shop.account?.credits ?? []).map(credit => ({ ...credit, type: 'credits' }));
  $('entitlements').replaceChildren(...[...(snapshot.entitlements ?? []), ...credits].map(entitlement => el('li', {},
    el('b', {}, nameOf(entitlement.feature)),
    el('span', { class: 'value' }, worth(entitlement)),
    paidTo(entitlement),
    el('small', {}, ending(entitlement)))));
  if (!$('entitlements').children.length) $('entitlements').append(el('li', { class: 'empty' }, 'Nothing.'));
  return snapshot;
}

/** Access ends a little after what is paid: a renewal's invoice takes its time, and a plan may have days of grace. */
function paidTo({ currentPeriodEnd, expiresAt }) {
  return currentPeriodEnd && currentPeriodEnd !== expiresAt ? el('small', {}, `paid to ${date(currentPeriodEnd)}`) : null;
}

/** A limit may fall before it ends: two seats until then, and one for good. */
function ending({ type, expiresAt, limit, steps }) {
  if (type === 'credits') return 'left to spend';
  const now = (steps ?? []).findIndex(step => step.limit === limit && step.until);
  const then = steps?.[now + 1];
  if (now >= 0 && then) return `until ${date(steps[now].until)}, then ${then.limit.toLocaleString('en')}`;
  return expiresAt ? `until ${date(expiresAt)}` : 'no end';
}

function worth(entitlement) {
  if (entitlement.type === 'flag') return 'included';
  return (entitlement.limit ?? entitlement.balance ?? 0).toLocaleString('en');
}

async function drawOthers() {
  const names = Object.keys(shop.tokens);
  const answers = await Promise.all(names.map(user => api('GET', '/entitlements/check?feature=reports', { user })));
  $('others').replaceChildren(...names.map((name, index) => {
    const answer = answers[index];
    const text = answer.allowed ? (answer.expiresAt ? `yes, until ${date(answer.expiresAt)}` : 'yes') : 'no';
    return el('li', {}, el('span', {}, name === shop.user ? `${name} (you)` : name), el('span', { class: answer.allowed ? 'yes' : 'no' }, text));
  }));
  const stranger = names.find(name => name !== shop.user);
  const peek = $('peek');
  peek.textContent = `Look at ${shop.user}’s access as ${stranger}`;
  peek.onclick = doing(peek, async () => {
    const seen = await api('GET', `/entitlements?userId=${encodeURIComponent(shop.user)}`, { user: stranger, quiet404: true });
    notice(seen ? 'bad' : 'good', seen ? 'That should not have been possible' : `${stranger} sees nothing of ${shop.user}`,
      seen ? '' : 'The answer is 404, the same as for somebody who does not exist.');
  });
}

// ---------------------------------------------------------------- plans and checkout

function gives(feature) {
  const name = feature.name ?? nameOf(feature.code ?? feature.feature);
  const count = feature.limit ?? feature.amount;
  return feature.type === 'flag' || count === undefined ? name : `${name}: ${count.toLocaleString('en')}`;
}

async function drawPlans() {
  const answer = await api('GET', '/plans');
  const plans = answer.data.map(plan => ({ ...plan, prices: plan.prices ?? [], features: plan.features ?? [] }));
  shop.plans = Object.fromEntries(plans.map(plan => [plan.code, plan.name]));
  shop.prices = plans.flatMap(plan => plan.prices.map(price => ({ ...price, plan: plan.code })));
  const mine = new Set(shop.account?.plans ?? []);
  const cheapest = plan => Math.min(0, ...plan.prices.map(price => price.amount.amount));
  $('plans').replaceChildren(...plans.sort((a, b) => rank(a) - rank(b) || cheapest(a) - cheapest(b)).map(plan => {
    const owned = mine.has(plan.code);
    return el('article', { class: owned ? 'plan mine' : 'plan', 'aria-label': plan.name },
      el('h3', {}, plan.name, owned ? el('span', { class: 'chip' }, 'yours') : null),
      el('ul', {}, ...plan.features.map(feature => el('li', {}, gives(feature)))),
      el('div', { class: 'prices' }, ...(plan.prices.length
        ? plan.prices.flatMap(price => [
          action({ class: 'buy', 'data-price': price.code }, () => buy(plan, price), money(price.amount), el('span', {}, spell(price))),
          price.type === 'oneTime' && shop.config.clocks
            ? action({ class: 'link', 'data-here': price.code }, () => payHere(plan, price), 'or pay here, in this page') : ''])
        : [el('p', { class: 'free' }, 'Everybody has this, without paying.')])));
  }));
  if (!plans.length) $('plans').append(el('p', { class: 'empty' }, 'Nothing is for sale yet. PUT /api/v1/admin/catalog changes that.'));
}

/** The free plan first, then subscriptions, then what is bought once. */
const rank = plan => (plan.prices.length === 0 ? 0 : plan.prices.some(price => price.type === 'recurring') ? 1 : 2);

function spell(price) {
  if (price.type === 'recurring') return `every ${every(price.interval)}`;
  return price.accessPeriod === 'lifetime' || !price.accessPeriod ? 'once' : `once, for a ${every(price.accessPeriod)}`;
}

async function buy(plan, price) {
  const here = `${location.origin}/`;
  const { url } = await api('POST', '/checkout/session', { body: {
    plan: plan.code, price: price.code, successUrl: `${here}?session={CHECKOUT_SESSION_ID}`, cancelUrl: `${here}?left=1` } });
  notice('wait', 'Taking you to the payment page…');
  location.href = url;
}

/** Back from the hosted page: the order is looked at until the payment is known. */
async function comeBack() {
  const query = new URLSearchParams(location.search);
  history.replaceState(null, '', '/');
  if (query.has('portal')) { watch(); return; }
  if (query.has('left')) { notice('', 'You left the payment page', 'Nothing was charged.'); return; }
  const session = query.get('session');
  if (!session) return;
  notice('wait', 'Thank you! Waiting for the payment to be confirmed…', 'This is usually a matter of a second.');
  for (let asked = 0; asked < 120; asked++) {
    const order = ((await api('GET', `/orders?sessionId=${encodeURIComponent(session)}`)).data ?? [])[0];
    if (order && await settled(order)) return;
    await pause(asked < 20 ? 250 : 1000);
  }
  notice('', 'The payment is not confirmed yet', 'Your access comes by itself as soon as it is. Look again later.');
}

async function settled(order) {
  switch (order.status) {
    case 'paid':
      notice('good', order.expiresAt ? `Paid. You have access until ${dateTime(order.expiresAt)}.` : 'Paid. It is yours for good.',
        `Order ${order.id}, ${money(order.total)}`);
      await refresh(order.entitlementsVersion);
      return true;
    case 'processing':
      notice('wait', 'Your bank is processing the payment', 'Access begins when the money is there, not before.');
      return false;
    case 'failed': case 'expired': case 'canceled':
      notice('bad', `The order is ${order.status}`, order.reason ? `Reason: ${order.reason}` : 'Nothing was charged.');
      return true;
    default:
      return false;
  }
}

async function drawOrders() {
  const { data = [] } = await api('GET', '/orders?limit=5');
  $('orders').replaceChildren(...data.map(order => el('li', {},
    el('div', {}, `${shop.plans[order.plan] ?? order.plan ?? 'An amount'}, ${money(order.total)} `,
      el('small', {}, `${order.id} · ${dateTime(order.createdAt)}`)),
    el('span', {},
      order.status === 'pending' ? action({ class: 'small quiet' }, async () => {
        await api('POST', `/orders/${order.id}/cancel`);
        await refresh();
      }, 'Cancel') : '',
      isRefundable(order) ? action({ class: 'small quiet', 'data-refund': order.plan }, () => refund(order), 'Refund') : '',
      ' ', ...givenBack(order).map(back => el('span', { class: 'status' }, back)),
      ' ', el('span', { class: `status ${order.status}` }, order.reason ? `${order.status}: ${order.reason}` : order.status)))));
  if (!data.length) $('orders').append(el('li', { class: 'empty' }, 'None yet. Pick a plan above.'));
}

// ---------------------------------------------------------------- money back: decided by the shop's people, not by the user

const isRefundable = order => order.status === 'paid'
  && order.payments.some(payment => payment.status === 'succeeded' && payment.refunded.amount < payment.amount.amount)
  && !order.refunds.length;
const givenBack = order => order.refunds.map(back => `refund of ${money(back.amount)} ${back.status === 'succeeded' ? 'done' : spaced(back.status)}`);

/** Only a server may refund, with an API key or as an admin: the browser asks the shop's backend. */
async function refund(order) {
  notice('wait', 'Giving the money back…', 'The shop’s backend asks Tollgate, and Tollgate the provider.');
  const { refund } = await backend('/shop/refund', {
    userId: shop.user, orderId: order.id, cancelSubscription: Boolean(order.subscriptionId) });
  await settle(() => true);
  await refresh();
  notice('good', `${money(refund.amount)} ${refund.status === 'succeeded' ? 'given back' : `to be given back (${refund.status})`}`,
    order.subscriptionId ? 'The subscription has ended with it, and the access that it gave.' : 'What it had paid for is gone.');
}

// ---------------------------------------------------------------- the subscription: cancel, resume, change

function drawSubscriptions() {
  const live = (shop.account?.subscriptions ?? []).filter(one => !['canceled', 'incomplete', 'incompleteExpired'].includes(one.status));
  $('subscriptions-card').hidden = !shop.account?.providerCustomer || !live.length;
  $('subscriptions').replaceChildren(...live.map(one => el('div', { class: 'subscription', 'data-subscription': one.plan },
    el('div', { class: 'row' }, el('h3', {}, describe(one)), el('span', { class: `status ${one.status}` }, spaced(one.status))),
    el('p', {}, future(one)),
    el('div', { class: 'row' }, changer(one), one.cancelAtPeriodEnd
      ? action({ class: 'small', 'data-do': 'resume' }, () => alter(one, 'resume', undefined, 'It goes on'), 'Resume it')
      : action({ class: 'small quiet', 'data-do': 'cancel' }, () => alter(one, 'cancel', { atPeriodEnd: true }, 'It will end by itself'),
        'Cancel at the end of the period')),
    el('div', { class: 'preview', hidden: true, role: 'region', 'aria-label': 'What the change costs' }))));
}

function describe(one) {
  const price = shop.prices.find(candidate => candidate.code === one.price);
  const count = one.quantity > 1 ? ` × ${one.quantity}` : '';
  return `${shop.plans[one.plan] ?? one.plan}${count}${price ? `, ${money(price.amount)} ${spell(price)}` : ''}`;
}

function future(one) {
  if (one.cancelAt || one.cancelAtPeriodEnd) return `It ends on ${date(one.cancelAt ?? one.currentPeriodEnd)} and is not renewed.`;
  if (one.status === 'trialing') return `On trial until ${date(one.trialEnd)}.`;
  if (one.status === 'active') return `It is renewed on ${date(one.currentPeriodEnd)}.${grace(one)}`;
  return 'A payment is open: pay its invoice below, or change the card in the portal.';
}

/** The days after the period's end in which a failed payment may still be made good. */
function grace(one) {
  const until = shop.account.access.find(access => access.feature === 'reports')?.expiresAt;
  return until > one.currentPeriodEnd ? ` Should the payment fail, access stays until ${date(until)}.` : '';
}

/** Cancels or resumes; the answer is the subscription as it is then. */
async function alter(one, verb, body, told) {
  const now = await api('POST', `/subscriptions/${one.id}/${verb}`, { body });
  await refresh(now.version);
  notice('good', told, future(now));
}

function changer(one) {
  const others = shop.prices.filter(price => price.type === 'recurring' && price.code !== one.price);
  const select = el('select', { 'aria-label': 'Another plan' }, ...others.map(price =>
    el('option', { value: price.code }, `${shop.plans[price.plan]}, ${money(price.amount)} ${spell(price)}`)));
  return el('span', { class: 'row' }, select, action({ class: 'small', 'data-do': 'preview' },
    () => preview(one, others.find(price => price.code === select.value)), 'What would it cost?'));
}

/** First what it costs, as the provider reckons it; the change then costs exactly that. */
async function preview(one, price) {
  const cost = await api('GET', `/subscriptions/${one.id}/change-preview?plan=${price.plan}&price=${price.code}`);
  const sum = amount => money({ amount, currency: cost.currency });
  const box = document.querySelector(`[data-subscription="${one.plan}"] .preview`);
  box.replaceChildren(
    el('ul', {}, ...cost.lines.map(line => el('li', {}, el('span', {}, line.description), el('span', {}, sum(line.amount))))),
    el('div', { class: 'sum' }, el('span', {}, cost.total < 0 ? 'Credited for later invoices' : 'To pay now'),
      el('span', {}, sum(cost.total < 0 ? -cost.total : cost.amountDue))),
    el('div', { class: 'row' },
      action({ class: 'small', 'data-do': 'change' }, async () => {
        const now = await api('POST', `/subscriptions/${one.id}/change`, { body: {
          plan: price.plan, price: price.code, prorationDate: cost.prorationDate } });
        await settle(() => true);
        await refresh(now.version);
        notice('good', `It is ${shop.plans[now.plan]} now`, future(now));
      }, 'Change it'),
      el('button', { class: 'small quiet', type: 'button', onclick: () => { box.hidden = true; } }, 'Leave it')));
  box.hidden = false;
}

// ---------------------------------------------------------------- the portal and invoices: the provider's pages

async function openPortal() {
  const { url } = await api('POST', '/portal/session', { body: { returnUrl: `${location.origin}/?portal=1` } });
  location.href = url;
}

async function drawInvoices() {
  const { data } = await api('GET', '/invoices?limit=5');
  $('invoices-card').hidden = !data.length;
  $('invoices').replaceChildren(...data.map(invoice => el('li', {},
    el('div', {}, `${money(invoice.total)} `, el('small', {}, `${invoice.number ?? 'draft'} · ${date(invoice.createdAt)}`)),
    el('span', {}, invoice.hostedUrl
      ? el('a', { href: invoice.hostedUrl, target: '_blank', rel: 'noopener', onclick: watch }, invoice.status === 'open' ? 'Pay it' : 'Look at it') : '',
      ' ', el('span', { class: `status ${invoice.status}` }, invoice.status)))));
}

/** What is done on the provider's pages comes by webhooks: looks for it for two minutes. */
async function watch() {
  const user = shop.user;
  const round = ++shop.watching;
  for (let asked = 0; asked < 130; asked++) {
    await pause(asked < 20 ? 400 : 1000);
    if (user !== shop.user || round !== shop.watching) return;
    const before = JSON.stringify(shop.account);
    const account = await api('GET', `/users/${encodeURIComponent(user)}`);
    if (user === shop.user && JSON.stringify(account) !== before) await refresh();
  }
}

// ---------------------------------------------------------------- paying in the shop's own page

const CARDS = { '4242424242424242': 'a card that works', '4000002500003155': 'a card whose bank asks for 3-D Secure', '4000000000000002': 'a card that is declined' };

/** Your own form instead of a hosted page. What Stripe.js does in a browser, the shop's backend plays at the sandbox here. */
async function payHere(plan, price) {
  const payment = await api('POST', '/payments/intent', { body: { plan: plan.code, price: price.code } });
  $('till-title').textContent = `${plan.name}, ${money(price.amount)}`;
  drawCards(payment, price);
  $('till').showModal();
}

function drawCards(payment, price, declined) {
  const pick = el('fieldset', {}, el('legend', {}, 'Pay with'), ...Object.entries(CARDS).map(([number, what], index) =>
    el('label', {}, el('input', { type: 'radio', name: 'card', value: number, checked: index === 0 }), `${what} (…${number.slice(-4)})`)));
  $('till-body').replaceChildren(
    ...(declined ? [el('p', { class: 'bad', role: 'alert' }, `${declined} Another card can be tried.`)] : []),
    pick,
    action({ class: 'small', id: 'till-pay' }, async () => {
      const { outcome, message } = await backend('/shop/confirm', {
        paymentId: payment.paymentId, card: pick.querySelector(':checked').value });
      if (outcome === 'declined') drawCards(payment, price, message);
      else if (outcome === 'requires_action') drawBank(payment, price);
      else await paidHere(payment, price);
    }, `Pay ${money(price.amount)}`),
    el('p', { class: 'hint' }, 'No card number reaches Tollgate: the form is Stripe’s, and is given a client secret.'));
  pick.querySelector('input').focus();
}

function drawBank(payment, price) {
  const answer = outcome => async () => {
    const told = await backend('/shop/authenticate', { paymentId: payment.paymentId, outcome });
    if (told.outcome === 'succeeded') await paidHere(payment, price);
    else drawCards(payment, price, 'Your bank was not convinced.');
  };
  const yes = action({ class: 'small', id: 'till-yes' }, answer('complete'), 'Yes, it is me');
  $('till-body').replaceChildren(
    el('p', {}, 'Your bank asks: is it you? (3-D Secure)'),
    el('div', { class: 'row' }, yes, action({ class: 'small warn', id: 'till-no' }, answer('fail'), 'No')));
  yes.focus();
}

/** The browser knows that it is paid; Tollgate knows when the provider has told it. */
async function paidHere(payment, price) {
  $('till').close();
  notice('wait', 'Waiting for the payment to be confirmed…', money(price.amount));
  for (let asked = 0; asked < 120; asked++) {
    const { status } = await api('GET', `/payments/${payment.paymentId}`);
    if (status === 'succeeded' && await settled(await api('GET', `/orders/${payment.orderId}`))) return;
    await pause(asked < 20 ? 250 : 1000);
  }
  notice('', 'The payment is not confirmed yet', 'Your access comes by itself as soon as it is. Look again later.');
}

// ---------------------------------------------------------------- the test clock

async function drawClock() {
  if (!shop.config.clocks) { $('clock-card').hidden = true; return; }
  const clock = await backend('/shop/clock', { userId: shop.user });
  if (clock.clock) drawMovingClock(clock);
  else if (shop.account?.providerCustomer) drawTooLate();
  else drawNoClock();
}

function drawNoClock() {
  $('clock').replaceChildren(
    el('p', {}, `${shop.user} lives by the real time. On a test clock, a month of renewals passes at a click. It has to be chosen before the first purchase.`),
    el('div', { class: 'row' }, action({ class: 'small', id: 'clock-start' }, async () => {
      await backend('/shop/clock/start', { userId: shop.user });
      await refresh();
    }, `Put ${shop.user} on a test clock`)));
}

function drawTooLate() {
  $('clock').replaceChildren(
    el('p', {}, `${shop.user} has been to the payment page and stays on the real time. Somebody new can be put on a test clock before that.`),
    el('div', { class: 'row' }, el('button', { class: 'small', type: 'button', onclick: () => {
      $('new-user').hidden = false; drawUsers(); $('new-name').focus();
    } }, 'Add somebody new')));
}

function drawMovingClock(clock) {
  const owns = Boolean(shop.account?.providerCustomer);
  $('clock').replaceChildren(
    el('p', { class: 'hint' }, `For ${shop.user} it is`),
    el('p', { class: 'time', id: 'clock-time' }, dateTime(clock.now)),
    el('div', { class: 'row' },
      action({ class: 'small quiet', id: 'week' }, () => pass('week', 'same'), 'A week passes'),
      action({ class: 'small', id: 'month-working' }, () => pass('month', 'working'), owns ? 'A month passes, the card works' : 'A month passes'),
      owns ? action({ class: 'small warn', id: 'month-failing' }, () => pass('month', 'failing'), 'A month passes, the card fails') : null,
      owes() ? action({ class: 'small', id: 'pay-open' }, payOpen, 'Pay what is open') : null),
    owes() ? el('p', { class: 'hint' }, 'A payment has failed. Access goes on for the plan’s days of grace, then ends until it is paid.') : '');
}

const owes = () => (shop.account?.subscriptions ?? []).some(one => ['pastDue', 'unpaid', 'incomplete'].includes(one.status));

async function pass(step, card) {
  notice('wait', `A ${step} passes…`, 'The provider moves its clock, renews what is due, and tells Tollgate by webhooks.');
  const { now } = await backend('/shop/clock/advance', { userId: shop.user, step, card });
  await settle(() => new Date(shop.account.testClockTime) >= new Date(now));
  await say(`It is ${date(now)} now`);
}

async function payOpen() {
  notice('wait', 'Paying what is open…', 'With a working card, as on the invoice’s page.');
  await backend('/shop/pay', { userId: shop.user });
  await settle(() => !owes());
  await say('Paid');
}

/** Webhooks come in a moment: waits for what has to be known, then for the account to stand still. */
async function settle(known) {
  let last = '';
  for (let asked = 0, still = 0; asked < 60 && still < 3; asked++) {
    await pause(300);
    shop.account = await api('GET', `/users/${encodeURIComponent(shop.user)}`);
    const now = JSON.stringify(shop.account);
    still = known() && now === last ? still + 1 : 0;
    last = now;
  }
}

async function say(what) {
  await refresh();
  const check = await api('GET', '/entitlements/check?feature=reports');
  const until = check.expiresAt ? `You have access until ${dateTime(check.expiresAt)}.` : 'You have access.';
  if (check.allowed && owes()) notice('warn', what, `The payment has failed. ${until} Pay before that to keep it.`);
  else if (check.allowed) notice('good', what, until);
  else notice(shop.account?.providerCustomer ? 'bad' : '', what, 'There is no paid access now.');
}

// ---------------------------------------------------------------- the page

async function refresh(minVersion) {
  shop.account = await api('GET', `/users/${encodeURIComponent(shop.user)}`, { quiet404: true });
  await drawAccess(minVersion);
  await drawPlans();
  drawSubscriptions();
  await drawClock();
  await drawOthers();
  await drawOrders();
  await drawInvoices();
}

$('portal').addEventListener('click', doing($('portal'), openPortal));

$('clear').addEventListener('click', () => {
  calls.length = 0;
  sessionStorage.removeItem(CALLS);
  drawCalls();
});
$('new-user').addEventListener('submit', event => {
  event.preventDefault();
  const name = $('new-name').value.trim();
  $('new-name').value = '';
  if (name) addUser(name).catch(complain);
});

try {
  drawCalls();
  shop.config = await send('', '/shop/config', { method: 'GET', silent: true });
  $('docs').href = `${shop.config.api}/docs`;
  await loadUsers();
  drawUsers();
  await refresh();
  await comeBack();
} catch (error) {
  complain(error);
  if ($('access-line').textContent.startsWith('Asking')) $('access-line').textContent = 'Tollgate could not be asked';
  if ($('plans').querySelector('.empty')) $('plans').replaceChildren(el('p', { class: 'empty' }, 'The plans could not be loaded.'));
}
document.body.dataset.ready = 'true';

/**
 * The bookmark for other pages. With a number selected it asks to call that; without, it makes each number in the text
 * of the page, and each `tel:`, `callto:` and `sip:` link, one that does. It takes nothing from the page but what is
 * clicked, and sends nothing: it opens this server's own page, which asks.
 */
export function bookmarklet(origin: string): string {
  return `javascript:${encodeURIComponent(`(${WORK})(${JSON.stringify(`${origin}/call?to=`)})`)}`;
}

// Written for any page of any browser: plain script, nothing of ours around it.
const WORK = `function (ask) {
  var open = function (number) { window.open(ask + encodeURIComponent(number), '_blank', 'noopener') };
  var selected = String(getSelection()).trim();
  if (selected.replace(/\\D/g, '').length > 2) return open(selected);
  if (window.perezvonMarks) return;
  window.perezvonMarks = true;
  addEventListener('click', function (event) {
    var link = event.target.closest && event.target.closest('a[href^="tel:" i],a[href^="callto:" i],a[href^="sip:" i],[data-perezvon]');
    if (!link) return;
    event.preventDefault();
    event.stopPropagation();
    open(link.getAttribute('data-perezvon') || link.getAttribute('href'));
  }, true);
  var walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  var texts = [];
  while (walk.nextNode()) texts.push(walk.currentNode);
  texts.forEach(function (text) {
    if (text.parentElement.closest('a,button,input,textarea,select,script,style,[contenteditable]')) return;
    var found = /\\+?\\d[\\d ()\\u00a0\\u2010-\\u2015.-]{5,18}\\d/.exec(text.data);
    if (!found || found[0].replace(/\\D/g, '').length < 7) return;
    var rest = text.splitText(found.index);
    rest.splitText(found[0].length);
    var mark = document.createElement('a');
    mark.href = 'tel:' + found[0].replace(/[^\\d+]/g, '');
    mark.setAttribute('data-perezvon', found[0]);
    rest.parentNode.replaceChild(mark, rest);
    mark.appendChild(rest);
  });
}`;

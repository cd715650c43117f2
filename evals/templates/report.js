(function () {
  "use strict";
  var cards = Array.prototype.slice.call(document.querySelectorAll(".card"));
  var error = document.getElementById("by-error");
  var kind = document.getElementById("by-kind");
  var text = document.getElementById("by-text");
  var shown = document.getElementById("shown");
  var none = document.getElementById("none");
  function filter() {
    var wanted = text.value.trim().toLowerCase();
    var count = 0;
    cards.forEach(function (card) {
      var right = (!error.value || (error.value === "*" ? card.dataset.error : card.dataset.error === error.value)) &&
        (!kind.value || card.dataset.kind === kind.value) &&
        (!wanted || card.textContent.toLowerCase().indexOf(wanted) >= 0);
      card.hidden = !right;
      count += right ? 1 : 0;
    });
    shown.textContent = count + " / " + cards.length;
    none.hidden = count > 0;
  }
  document.getElementById("filters").addEventListener("submit", function (event) { event.preventDefault(); });
  error.addEventListener("change", filter);
  kind.addEventListener("change", filter);
  var waiting = 0;
  text.addEventListener("input", function () { clearTimeout(waiting); waiting = setTimeout(filter, 150); });
  filter();
})();

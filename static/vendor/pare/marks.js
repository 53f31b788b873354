/* How marks look on the canvas: shapes other than the circle, and hatching. Our own. */
(function () {
  'use strict';

  var corners = {
    square: [[-0.86, -0.86], [0.86, -0.86], [0.86, 0.86], [-0.86, 0.86]],
    triangle: [[0, -1.15], [1.05, 0.8], [-1.05, 0.8]],
    diamond: [[0, -1.15], [1.15, 0], [0, 1.15], [-1.15, 0]]
  };

  /* A mark of a fixed size in pixels: `shape` is circle, square, triangle or diamond. */
  pare.Mark = L.CircleMarker.extend({
    options: { shape: 'circle' },
    _updatePath: function () {
      var outline = corners[this.options.shape], renderer = this._renderer;
      if (!outline) { L.CircleMarker.prototype._updatePath.call(this); return; }
      if (!renderer._drawing || this._empty()) { return; }
      var ctx = renderer._ctx, at = this._point, r = this._radius;
      ctx.beginPath();
      outline.forEach(function (c, i) { ctx[i ? 'lineTo' : 'moveTo'](at.x + c[0] * r, at.y + c[1] * r); });
      ctx.closePath();
      renderer._fillStroke(ctx, this);
    }
  });

  var patterns = {};
  function pattern(ctx, colour) {
    if (!patterns[colour]) {
      var tile = document.createElement('canvas'), pen = tile.getContext('2d');
      tile.width = tile.height = 8;
      pen.strokeStyle = colour;
      pen.lineWidth = 1.6;
      pen.beginPath();
      [-8, 0, 8].forEach(function (x) { pen.moveTo(x - 1, 9); pen.lineTo(x + 9, -1); });
      pen.stroke();
      patterns[colour] = tile;
    }
    return ctx.createPattern(patterns[colour], 'repeat');
  }

  /* `hatch` is a path option: the colour of diagonal lines over the fill. */
  var plain = L.Canvas.prototype._fillStroke;
  L.Canvas.include({
    _fillStroke: function (ctx, layer) {
      plain.call(this, ctx, layer);
      if (layer.options.hatch) {
        ctx.globalAlpha = 0.6;
        ctx.fillStyle = pattern(ctx, layer.options.hatch);
        ctx.fill('evenodd');
      }
    }
  });
})();

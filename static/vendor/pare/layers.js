/* Data on the map. Every layer is one call with plain rows; every string in them arrives escaped. Our own. */
(function () {
  'use strict';

  /* A mark before the id in a tooltip's hidden text: that is how a click tells the server what was clicked. */
  var ID = '\u2063';

  function number(value, digits) {
    var text = Math.abs(value).toFixed(digits).split('.');
    text[0] = text[0].replace(/\B(?=(\d{3})+$)/g, pare.texts.group);
    return (value < 0 ? '\u2212' : '') + text.join(pare.texts.decimal);
  }

  /* One value on the face. Kinds: t text, d day, n number, p share as percent; unknown says so and is never zero. */
  function face(field, value) {
    if (field.values && value !== null) { value = field.values[value]; }
    if (value === null || value === undefined) { return pare.safe(pare.texts.unknown); }
    if (field.kind === 'p') { return number(100 * value, 0) + pare.texts.percent; }
    if (field.kind === 'n') { return number(value, value % 1 ? 1 : 0); }
    return pare.safe(value);
  }

  /* The first field is the title. */
  function card(spec, id, values) {
    var lines = spec.fields.slice(1).map(function (field, i) {
      return '<tr><th>' + pare.safe(field.label) + '</th><td>' + face(field, values[i + 1]) + '</td></tr>';
    });
    return '<div class="pare-card"><b>' + face(spec.fields[0], values[0]) + '</b><table>' + lines.join('') +
      '</table><span hidden>' + ID + spec.kind + ':' + pare.safe(id) + '</span></div>';
  }

  function bind(layer, spec, id, values, sticky) {
    var html = card(spec, id, values);
    layer.bindTooltip(html, { sticky: sticky, direction: 'auto', opacity: 1, className: 'pare-tip' });
    layer.bindPopup(html, { className: 'pare-pop', maxWidth: 260, autoPanPaddingTopLeft: [56, 12], autoPanPaddingBottomRight: [12, 12] });
    layer.on('popupopen', function () { layer.closeTooltip(); });
    layer.on('tooltipopen', function () { if (layer.isPopupOpen()) { layer.closeTooltip(); } });
    return layer;
  }

  /* Groups of the message before this one are gone from the map: let go of them. */
  pare.fresh = function () { window.feature_group = []; };

  /* rows: [latitude, longitude, style, radius, id, value of each field...] */
  pare.points = function (group, spec) {
    var marks = spec.rows.map(function (row) {
      var style = spec.styles[row[2]];
      var mark = new pare.Mark([row[0], row[1]], {
        shape: spec.shape, radius: row[3], state: row[2], weight: style.weight, color: style.line,
        fillColor: style.fill, fillOpacity: style.opacity, opacity: 1
      });
      return bind(mark, spec, row[4], row.slice(5), false);
    });
    var holder = spec.cluster ? clusters(spec) : L.featureGroup();
    if (spec.cluster) { holder.addLayers(marks); } else { marks.forEach(function (m) { holder.addLayer(m); }); }
    return holder.addTo(group);
  };

  function clusters(spec) {
    var still = window.matchMedia && window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    return L.markerClusterGroup({
      maxClusterRadius: spec.cluster.radius, showCoverageOnHover: false, animate: !still,
      clusterPane: 'pare-clusters-' + spec.cluster.order,
      spiderLegPolylineOptions: { weight: 1, color: spec.cluster.line, opacity: 0.6 },
      iconCreateFunction: function (cluster) { return ring(cluster, spec); }
    });
  }

  /* A cluster shows how many, and round the number which share is in which state. */
  function ring(cluster, spec) {
    var marks = cluster.getAllChildMarkers(), counts = spec.styles.map(function () { return 0; });
    marks.forEach(function (m) { counts[m.options.state] += 1; });
    var done = 0, parts = [];
    counts.forEach(function (count, i) {
      if (!count) { return; }
      var from = done / marks.length * 360;
      done += count;
      parts.push(spec.styles[i].ring + ' ' + from + 'deg ' + (done / marks.length * 360) + 'deg');
    });
    var size = spec.cluster.size[marks.length < 10 ? 0 : marks.length < 100 ? 1 : 2];
    return L.divIcon({
      className: 'pare-cluster pare-cluster-' + spec.shape, iconSize: [size, size],
      iconAnchor: [size / 2 - spec.cluster.shift, size / 2 - spec.cluster.shift],
      html: '<div style="padding:' + spec.cluster.ring + 'px;background:conic-gradient(' + parts.join(',') + ')"><span title="' + pare.safe(spec.title) + '">' +
        number(marks.length, 0) + '</span></div>'
    });
  }

  function painted(style) {
    return {
      color: style.line, weight: style.weight, opacity: 1, fillColor: style.fill, fillOpacity: style.opacity,
      dashArray: style.dash || null, hatch: style.hatch || null, lineCap: 'butt'
    };
  }

  /* features: GeoJSON whose properties are {style, id, values} */
  pare.shapes = function (group, spec) {
    return L.geoJSON(spec.features, {
      style: function (f) { return painted(spec.styles[f.properties.style]); },
      onEachFeature: function (f, layer) { bind(layer, spec, f.properties.id, f.properties.values, true); }
    }).addTo(group);
  };

  /* rows: [style, P-code, value of each field...]; the shapes are those of the base map, already here */
  pare.areas = function (group, spec) {
    var rows = {};
    spec.rows.forEach(function (row) { rows[row[1]] = row; });
    return pare.land.then(function (land) {
      var features = land.filter(function (f) { return f.properties.level === spec.level && rows[f.properties.pcode]; });
      var layer = L.geoJSON({ type: 'FeatureCollection', features: features }, {
        style: function (f) { return painted(spec.styles[rows[f.properties.pcode][0]]); },
        onEachFeature: function (f, shape) {
          var row = rows[f.properties.pcode];
          bind(shape, spec, row[1], row.slice(2), true);
        }
      }).addTo(group);
      layer.bringToBack(); /* the land may come after the points: they stay on top */
      return layer;
    });
  };

  /* rows: [latitude, longitude, latitude, longitude, style, id, value of each field...] */
  pare.lines = function (group, spec) {
    var holder = L.featureGroup();
    spec.rows.forEach(function (row) {
      var line = L.polyline([[row[0], row[1]], [row[2], row[3]]], painted(spec.styles[row[4]]));
      holder.addLayer(bind(line, spec, row[5], row.slice(6), true));
    });
    return holder.addTo(group);
  };
})();

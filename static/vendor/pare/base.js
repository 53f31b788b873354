/* The ground of every map: panes, land and borders, labels, controls. Our own; see docs/_parts/maps.md. */
(function () {
  'use strict';

  var here = document.currentScript ? document.currentScript.src : location.origin + '/app/static/vendor/pare/base.js';
  var MEMORY = 'pare.view';

  /* Leaflet guesses this from a style sheet that may not have arrived yet. */
  L.Icon.Default.imagePath = new URL('../leaflet/images/', here).href;

  var pare = window.pare = { texts: {} };
  var say;
  /* Resolves to the features of the base map once they are there; to none where they cannot be had. */
  pare.land = new Promise(function (resolve) { say = resolve; });

  /* Strings arrive escaped; this makes one that did not harmless and leaves the others as they are. */
  pare.safe = function (text) {
    return String(text).replace(/[<>"'`]/g, function (c) { return '&#' + c.charCodeAt(0) + ';'; });
  };

  /* An attribute takes no entities. */
  function plain(text) {
    var area = document.createElement('textarea');
    area.innerHTML = pare.safe(text);
    return area.value;
  }

  pare.base = function (map, o) {
    pare.map = map;
    pare.texts = o.texts;
    map.options.renderer = L.canvas({ padding: 0.3, tolerance: L.Browser.mobile ? 8 : 2 });
    map.getContainer().style.backgroundColor = o.style.sea;
    map.getContainer().setAttribute('role', 'region');
    map.getContainer().setAttribute('aria-label', plain(o.texts.map));
    pane(map, 'pare-land', 150);
    pane(map, 'pare-borders', 350);
    pane(map, 'pare-labels', 450);
    [1, 2, 3].forEach(function (order) { map.createPane('pare-clusters-' + order).style.zIndex = 600 + order; });
    controls(map, o);
    if (o.near) { map.fitBounds(o.bounds, { animate: false }); } else { remember(map, o.bounds); }
    if (o.neighbour) {
      read(new URL('../datamaps/neighbour.json', here).href).then(function (feature) {
        L.geoJSON(feature, ground('pare-land', { stroke: false, fillOpacity: 1, fillColor: o.style.neighbour }))
          .addTo(map).bringToBack();
      }).catch(function () { /* without it the border looks like a coast, nothing else is missing */ });
    }
    (o.data ? Promise.resolve(o.data) : read(o.url)).then(function (land) {
      draw(map, land, o.style);
      say(land.features);
    }).catch(function () {
      note(map, o.texts.failed);
      say([]);
    });
  };

  function pane(map, name, order) {
    var element = map.createPane(name);
    element.style.zIndex = order;
    element.style.pointerEvents = 'none';
  }

  function ground(name, style) {
    return { pane: name, interactive: false, renderer: rendererOf(name), style: style };
  }

  var renderers = {};
  function rendererOf(name) {
    return renderers[name] || (renderers[name] = L.canvas({ pane: name, padding: 0.3 }));
  }

  /* An address that the server does not know answers with its own page: that is no geometry. */
  function read(address) {
    return fetch(address, { credentials: 'same-origin' }).then(function (answer) {
      var kind = answer.headers.get('content-type') || '';
      if (!answer.ok || kind.indexOf('json') < 0) { throw new Error('no geometry'); }
      return answer.json();
    });
  }

  function draw(map, land, style) {
    function of(level) {
      return { type: 'FeatureCollection', features: land.features.filter(function (f) { return f.properties.level === level; }) };
    }
    var departments = of('adm1'), communes = of('adm2');
    L.geoJSON(departments, ground('pare-land', { stroke: false, fillOpacity: 1, fillColor: style.land })).addTo(map);
    L.geoJSON(communes, ground('pare-borders', {
      fill: false, color: style.commune, weight: 0.7, dashArray: land.schematic ? '3 3' : null
    })).addTo(map);
    L.geoJSON(departments, ground('pare-borders', { fill: false, color: style.department, weight: 1.5 })).addTo(map);
    labels(map, departments, 'pare-name-adm1', function (zoom) { return zoom >= 7 && zoom < 11; });
    labels(map, communes, 'pare-name-adm2', function (zoom) { return zoom >= 11; });
  }

  function labels(map, collection, kind, wanted) {
    var names = L.layerGroup(collection.features.filter(function (f) { return f.properties.at; }).map(function (f) {
      return L.marker([f.properties.at[1], f.properties.at[0]], {
        pane: 'pare-labels', interactive: false, keyboard: false,
        icon: L.divIcon({ className: 'pare-name ' + kind, html: '<span>' + pare.safe(f.properties.name) + '</span>', iconSize: [0, 0] })
      });
    }));
    function show() { if (wanted(map.getZoom())) { names.addTo(map); } else { names.remove(); } }
    map.on('zoomend', show);
    show();
  }

  function controls(map, o) {
    var zoom = map.zoomControl = L.control.zoom({ zoomInTitle: plain(o.texts.zoom_in), zoomOutTitle: plain(o.texts.zoom_out) }).addTo(map);
    var home = L.DomUtil.create('a', 'pare-home', zoom.getContainer());
    home.href = '#';
    home.title = plain(o.texts.home);
    home.setAttribute('role', 'button');
    home.setAttribute('aria-label', home.title);
    L.DomEvent.on(home, 'click', function (e) { L.DomEvent.stop(e); map.fitBounds(o.bounds); });
    L.control.fullscreen({ title: plain(o.texts.full), titleCancel: plain(o.texts.full_end) }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    L.control.attribution({ prefix: false }).addAttribution(o.attribution).addTo(map);
    if (o.label) { note(map, o.label); }
    map.on('popupopen', function (e) {
      var close = e.popup.getElement().querySelector('.leaflet-popup-close-button');
      if (close) { close.setAttribute('aria-label', plain(o.texts.close)); }
    });
  }

  function note(map, text) {
    var control = L.control({ position: 'bottomleft' });
    control.onAdd = function () {
      var box = L.DomUtil.create('div', 'pare-note');
      box.innerHTML = pare.safe(text);
      return box;
    };
    control.addTo(map);
  }

  /* Where the user was looking stays from page to page, in this browser tab only. */
  function remember(map, bounds) {
    var view = null;
    try { view = JSON.parse(sessionStorage.getItem(MEMORY)); } catch (e) { view = null; }
    if (view && view.length === 3 && view.every(isFinite)) {
      map.setView([view[0], view[1]], view[2], { animate: false });
    } else {
      map.fitBounds(bounds, { animate: false });
    }
    map.on('moveend', function () {
      var c = map.getCenter();
      try { sessionStorage.setItem(MEMORY, JSON.stringify([c.lat, c.lng, map.getZoom()])); } catch (e) { return; }
    });
  }

  /* Tiles are an extra over the land; where they do not come they go away again. */
  pare.tiles = function (map, o) {
    var tiles = L.tileLayer(o.url, { attribution: o.attribution, maxZoom: 19 }), came = 0, failed = 0;
    tiles.on('tileload', function () { came += 1; });
    tiles.on('tileerror', function () {
      failed += 1;
      if (!came && failed >= o.failures) { tiles.remove(); }
    });
    setTimeout(function () { if (!came) { tiles.remove(); } }, o.patience_ms);
    tiles.addTo(map);
  };
})();

package dev.sheaf.simulation.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportPageTest {
  private static String page(List<Study> studies) {
    var commands = new ReportPage.Commands("./sheaf simulate 'a & b'", name -> "again " + name);
    return new ReportPage(commands, "1", new Results(studies, new TreeMap<>())).html();
  }

  private static Document parsed(String xml) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(javax.xml.XMLConstants.FEATURE_SECURE_PROCESSING, true);
    return factory.newDocumentBuilder().parse(new InputSource(new StringReader(xml)));
  }

  private static List<String> charts(String page) {
    var charts = new ArrayList<String>();
    var match = Pattern.compile("<svg.*?</svg>", Pattern.DOTALL).matcher(page);
    while (match.find()) {
      charts.add(match.group());
    }
    return charts;
  }

  @Test
  void thePageAndEveryPictureIsWellFormedWhateverTheTextsSay() throws Exception {
    var page = page(Given.sweep("toy", Given.HOSTILE));
    assertFalse(page.contains("<script"), "text must be escaped");
    assertFalse(page.contains("NaN"), "what was not measured has no place in a picture");
    for (var chart : charts(page)) {
      parsed(chart);
    }
    var body = page.substring(page.indexOf("<body>"), page.indexOf("</html>"));
    parsed(body);
  }

  @Test
  void everyPictureHasATitleADescriptionAndATableBesideIt() throws Exception {
    var page = page(Given.sweep("toy", "Shares"));
    var pictures = charts(page).stream().filter(each -> each.contains("role=\"img\"")).toList();
    assertEquals(4, pictures.size());
    var ids = new ArrayList<String>();
    for (var each : pictures) {
      var svg = parsed(each).getDocumentElement();
      for (var id : List.of(svg.getAttribute("aria-labelledby").split(" ", -1))) {
        assertTrue(each.contains("id=\"" + id + "\""), id);
        ids.add(id);
      }
    }
    assertEquals(ids.size(), ids.stream().distinct().count(), "an id stands once on a page");
    assertEquals(4, page.split("<summary>Numbers</summary>", -1).length - 1);
  }

  @Test
  void theBoundIsDashedAndTheExpectedIsMarked() {
    var hits = charts(page(Given.sweep("toy", "Shares"))).getFirst();
    assertTrue(hits.contains("class=\"series c7 dashed\""), hits);
    assertTrue(hits.contains("class=\"series c7 marks\""), hits);
    assertTrue(hits.contains("lru: 0.050 ± 0.010 at 0.1"), hits);
  }

  @Test
  void scenariosThatVaryTheSameParameterStandSideBySide() {
    var studies = new ArrayList<>(Given.sweep("one", "One"));
    studies.addAll(Given.sweep("two", "Two"));
    var page = page(studies);
    assertTrue(page.contains("Side by side"), page);
    assertTrue(
        charts(page).getFirst().contains("lines: one, two, bound."), charts(page).getFirst());
  }

  @Test
  void bothColourSchemesDefineEveryColourThatIsUsed() {
    var page = page(Given.sweep("toy", "Shares"));
    var dark = page.substring(page.indexOf("prefers-color-scheme: dark"));
    var light = page.substring(0, page.indexOf("prefers-color-scheme: dark"));
    var used = Pattern.compile("var\\((--[a-z0-9-]+)\\)").matcher(page);
    while (used.find()) {
      var name = used.group(1);
      if (!name.equals("--c")) {
        assertTrue(light.contains(name + ":"), name + " in the light scheme");
        assertTrue(dark.contains(name + ":"), name + " in the dark scheme");
      }
    }
  }

  @Test
  void nothingIsFetchedAndNothingRuns() {
    var page = page(Given.sweep("toy", "Shares")).replace("http://www.w3.org/2000/svg", "");
    for (var forbidden : List.of("http:", "https:", "<script", "@import", "url(", "onclick")) {
      assertFalse(page.contains(forbidden), forbidden);
    }
  }

  @Test
  void thePageSaysHowToHaveItAgain() {
    var page = page(Given.sweep("toy", "Shares"));
    assertTrue(page.contains("./sheaf simulate &#39;a &amp; b&#39;"), page);
    assertTrue(page.contains("<code>again toy</code>"), page);
  }
}

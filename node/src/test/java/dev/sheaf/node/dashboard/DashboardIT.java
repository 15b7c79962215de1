package dev.sheaf.node.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sheaf.actors.image.ImageSynthesizer;
import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.ScratchSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of a real node in a real Chromium; pictures are left in target/dashboard. */
@Timeout(180)
final class DashboardIT {
  private static final Path PICTURES = Path.of("target", "dashboard");
  private static final long MOST_PAGE_BYTES = 200_000;
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final List<String> SECTIONS =
      List.of("jobs", "tiers", "cluster", "functions", "ensembles", "money", "datasets");

  @TempDir static Path folder;
  private static @Nullable Browser opened;
  private static @Nullable SheafNode started;

  @BeforeAll
  static void start() throws Exception {
    var chromium = Browser.executable();
    assumeTrue(chromium.isPresent(), "there is no Chromium here: apt-get install chromium");
    opened = Browser.start(chromium.orElseThrow(), folder, List.of());
    started = node(0);
  }

  @AfterAll
  static void stop() {
    if (opened != null) {
      opened.close();
    }
    if (started != null) {
      started.close();
    }
  }

  private final Browser browser = Objects.requireNonNull(opened);

  private static SheafNode node() {
    return Objects.requireNonNull(started);
  }

  private static SheafNode node(int port) throws Exception {
    var set = List.of("http.port=" + port, "cache.memory=32MiB");
    return SheafNode.start(ScratchSettings.of(folder.resolve("state"), set));
  }

  private static URI address() {
    return URI.create("http://" + node().apiAddress() + "/");
  }

  @Test
  void whatTheNodeDoesIsSeen() throws Exception {
    browser.show(1280, 900, "light");
    browser.go(address(), "");
    holdEmpty();
    new ImageSynthesizer(7).write(folder.resolve("images"), 30, 1);
    register();
    submit("first");
    submit("second");
    readEpoch("first", 0);
    browser.await("document.querySelector('#jobs-body tbody tr')");
    browser.await("document.querySelector('#datasets-body').innerText.includes('shapes')");
    holdLight();
    readEpoch("second", 0);
    browser.await("document.querySelectorAll('#jobs-body .value')[1].innerText !== '0 %'");
    clickThrough();
    browser.picture(PICTURES.resolve("light.png"));
    switchColours();
    browser.show(390, 844, "dark");
    browser.await("innerWidth === 390");
    assertEquals(
        "true",
        browser.value("document.documentElement.scrollWidth <= innerWidth").asText(),
        "nothing is wider than a phone");
    browser.picture(PICTURES.resolve("phone.png"));
    assertEquals(List.of(), browser.complaints);
    for (var request : browser.requests) {
      assertEquals(node().apiAddress(), URI.create(request).getAuthority(), request);
    }
    holdReconnect();
  }

  /**
   * All that the page fetches until it stands, over the wire; the stream that it follows goes on.
   */
  private void holdLight() {
    var bytes =
        browser
            .value(
                "['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))"
                    + ".reduce((sum, each) => sum + each.transferSize, 0)")
            .asLong();
    System.out.println(
        "the page: %d bytes, first contentful paint after ms: %s"
            .formatted(
                bytes,
                browser.value(
                    "performance.getEntriesByName('first-contentful-paint')[0]?.startTime")));
    assertTrue(bytes > 0 && bytes <= MOST_PAGE_BYTES, "the page has " + bytes + " bytes");
  }

  private void holdEmpty() throws IOException {
    browser.await("document.querySelector('#state').dataset.state === 'live'");
    browser.await("document.querySelector('#datasets-body .empty')");
    assertTrue(text("#jobs-body").contains("./sheaf dataset add"), text("#jobs-body"));
    assertTrue(text("#ensembles-body").contains("./sheaf ensemble run"), text("#ensembles-body"));
    assertTrue(text("#functions-body").contains("lambda.mode=local"), text("#functions-body"));
    browser.picture(PICTURES.resolve("empty.png"));
  }

  private void clickThrough() {
    for (var section : SECTIONS) {
      browser.click("nav a[href='#" + section + "']");
      browser.await("location.hash === '#" + section + "'");
      assertTrue(!text("#" + section + "-body").isBlank(), section);
    }
    browser.value("document.querySelector('#jobs-body button.name').focus()");
    browser.pressEnter();
    browser.await("document.querySelector('#jobs-body .details')");
    assertEquals(
        "true",
        browser
            .value("document.querySelector('#jobs-body button.name').getAttribute('aria-expanded')")
            .asText());
    browser.click("#cluster-body button.name");
    browser.await(
        "document.querySelector('#cluster-body button.name').getAttribute('aria-pressed') === 'true'");
    browser.click("#cluster-body button.name");
    browser.value("scrollTo(0, 0)");
  }

  private void switchColours() throws IOException {
    var before = browser.value("getComputedStyle(document.body).backgroundColor").asText();
    browser.click("#theme");
    browser.click("#theme");
    browser.await("getComputedStyle(document.body).backgroundColor !== '%s'".formatted(before));
    assertEquals("Colours: dark", text("#theme"));
    browser.picture(PICTURES.resolve("dark.png"));
  }

  private void holdReconnect() throws Exception {
    var port = address().getPort();
    node().close();
    browser.await("document.querySelector('#state').dataset.state === 'lost'");
    browser.await("!document.querySelector('#notice').hidden");
    assertTrue(text("#notice").contains("comes back by itself"), text("#notice"));
    browser.picture(PICTURES.resolve("lost.png"));
    started = node(port);
    browser.await("document.querySelector('#state').dataset.state === 'live'");
    browser.await("document.querySelector('#notice').hidden");
    browser.await("document.querySelector('#jobs-body').innerText.includes('second')");
  }

  @Test
  void aHundredNodesAndHostileNamesAreTextAndNothingElse() throws Exception {
    browser.show(1280, 900, "light");
    browser.go(address(), resource("crowd.js"));
    browser.await("document.querySelectorAll('#ensembles-body .curves .line').length === 3");
    browser.await("document.querySelectorAll('#cluster-body tbody tr').length === 100");
    assertTrue(text("#jobs-body").contains("<img src=x"), "the name is shown as it is");
    assertEquals(1, browser.value("document.images.length").asInt(), "the icon and no other");
    assertEquals(0, browser.value("document.querySelectorAll('body script').length").asInt());
    assertTrue(browser.value("window.owned").isMissingNode(), "nothing was run");
    assertEquals(
        0, browser.value("document.querySelectorAll('a[href^=javascript]').length").asInt());
    browser.value("document.querySelector('.filter input').focus()");
    browser.type("run-0");
    browser.await("document.querySelectorAll('#jobs-body tbody tr').length === 9");
    browser.await("document.querySelectorAll('.glance .spark .line').length === 1");
    browser.picture(PICTURES.resolve("crowd.png"));
    browser.show(390, 844, "light");
    browser.await("innerWidth === 390");
    assertTrue(browser.value("document.documentElement.scrollWidth <= innerWidth").asBoolean());
    browser.picture(PICTURES.resolve("crowd-phone.png"));
    assertEquals(List.of(), browser.complaints);
  }

  @Test
  void aServerThatAsksForATokenIsToldIt() throws Exception {
    browser.show(1280, 900, "light");
    browser.go(address(), "window.locked = true;\n" + resource("crowd.js"));
    browser.await("document.querySelector('#state').dataset.state === 'token'");
    browser.picture(PICTURES.resolve("locked.png"));
    browser.value("document.querySelector('#token').focus()");
    browser.type("sesame");
    browser.pressEnter();
    browser.await("document.querySelector('#state').dataset.state === 'live'");
    assertEquals(List.of(), browser.complaints);
  }

  private String text(String selector) {
    return browser.value("document.querySelector('%s').innerText".formatted(selector)).asText();
  }

  private static String resource(String name) throws IOException {
    try (var in = DashboardIT.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
    }
  }

  private void register() throws Exception {
    var images = folder.resolve("images/train").toUri();
    send(
        "PUT", "v1/datasets/shapes", "{\"uri\": \"%s\", \"format\": \"folder\"}".formatted(images));
    while (!send("GET", "v1/datasets/shapes", "").path("status").asText().equals("ready")) {
      Thread.onSpinWait();
    }
  }

  private void submit(String job) throws Exception {
    send(
        "POST",
        "v1/jobs",
        """
        {"name": "%s", "dataset": "shapes", "contract": "substitute", "batchSize": 16, "epochs": 2, "seed": 5}
        """
            .formatted(job));
  }

  /** Reads an epoch to its end. */
  private void readEpoch(String job, int epoch) throws Exception {
    for (int n = 0; ; n++) {
      var at =
          "v1/jobs/%s/epochs/%d/ranks/0/batches/%d?generation=1&consumed=%d:%d"
              .formatted(job, epoch, n, epoch, n);
      var request = HttpRequest.newBuilder(address().resolve(at)).build();
      var reply = HTTP.send(request, BodyHandlers.ofByteArray());
      if (reply.statusCode() == 204) {
        return;
      }
      assertEquals(200, reply.statusCode(), () -> new String(reply.body(), UTF_8));
    }
  }

  private JsonNode send(String method, String path, String body) throws Exception {
    var publisher = body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body);
    var request =
        HttpRequest.newBuilder(address().resolve("/" + path))
            .method(method, publisher)
            .header("Content-Type", "application/json");
    var reply = HTTP.send(request.build(), BodyHandlers.ofString());
    assertEquals(2, reply.statusCode() / 100, () -> method + " " + path + ": " + reply.body());
    return JSON.readTree(reply.body());
  }
}

package dev.sheaf.node.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One page of a headless Chromium, driven by its DevTools protocol.
 *
 * <p><i>Source</i>: chromedevtools.github.io/devtools-protocol, stable version 1.3.
 */
final class Browser implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 30;
  private static final int ENTER = 13;
  private static final List<String> OPTIONS =
      List.of(
          "--headless=new",
          "--no-sandbox",
          "--disable-gpu",
          "--disable-dev-shm-usage",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync",
          "--no-first-run",
          "--hide-scrollbars",
          "--remote-debugging-port=0");

  private final Process process;
  private final WebSocket socket;
  private final Listener listener;
  private final AtomicInteger sent = new AtomicInteger();
  private String session = "";
  private String preset = "";

  /** What the console said that is no mere information, and what nobody caught. */
  final List<String> complaints = new CopyOnWriteArrayList<>();

  /** The addresses that were asked for. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  private Browser(Process process, URI address) {
    this.process = process;
    this.listener = new Listener();
    this.socket =
        HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(address, listener).join();
  }

  /** Where Chromium is; empty when this machine has none. */
  static Optional<Path> executable() {
    var path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Stream.of(path.split(File.pathSeparator))
        .flatMap(place ->
            Stream.of("chromium", "chromium-browser", "google-chrome").map(Path.of(place)::resolve))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts with a profile of its own below {@code folder}. */
  static Browser start(Path executable, Path folder, List<String> more)
      throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(executable.toString()));
    command.addAll(OPTIONS);
    command.addAll(more);
    command.add("--user-data-dir=" + folder.resolve("profile"));
    command.add("about:blank");
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("chromium.log").toFile())
            .start();
    var said = folder.resolve("profile/DevToolsActivePort");
    while (!Files.exists(said) || Files.readAllLines(said).size() < 2) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        throw new IOException(Files.readString(folder.resolve("chromium.log")));
      }
    }
    var lines = Files.readAllLines(said);
    var browser =
        new Browser(process, URI.create("ws://127.0.0.1:" + lines.getFirst() + lines.get(1)));
    browser.attach();
    return browser;
  }

  private void attach() {
    var page =
        Stream.iterate(0, i -> i + 1)
            .map(i -> call("Target.getTargets", JSON.createObjectNode()).path("targetInfos"))
            .flatMap(infos -> StreamSupport.stream(infos.spliterator(), false))
            .filter(info -> info.path("type").asText().equals("page"))
            .findFirst()
            .orElseThrow();
    var wish = JSON.createObjectNode().put("targetId", page.path("targetId").asText());
    session = call("Target.attachToTarget", wish.put("flatten", true)).path("sessionId").asText();
    for (var domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", JSON.createObjectNode());
    }
  }

  /** Asks for something and waits for the answer. */
  JsonNode call(String method, ObjectNode parameters) {
    var id = sent.incrementAndGet();
    var message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", parameters);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    var answer = new CompletableFuture<JsonNode>();
    listener.open.put(id, answer);
    socket.sendText(message.toString(), true).join();
    return answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
  }

  /** The value of an expression in the page; of a promise, what it comes to. */
  JsonNode value(String expression) {
    var wish = JSON.createObjectNode().put("expression", expression);
    var answer =
        call("Runtime.evaluate", wish.put("awaitPromise", true).put("returnByValue", true));
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.path("exceptionDetails"));
    }
    return answer.path("result").path("value");
  }

  /** Waits until an expression is true in the page. */
  void await(String expression) {
    var came =
        value(
            """
            new Promise((resolve) => {
              const began = performance.now();
              const look = () => {
                const now = (() => { try { return Boolean(%s); } catch { return false; } })();
                if (now || performance.now() - began > 25000) resolve(now);
                else setTimeout(look, 30);
              };
              look();
            })
            """
                .formatted(expression));
    if (!came.asBoolean()) {
      throw new AssertionError(
          "never true: " + expression + "\n" + value("document.body.innerText").asText());
    }
  }

  /** Clicks with the mouse in the middle of the first element that fits. */
  void click(String selector) {
    var quoted = JSON.getNodeFactory().textNode(selector);
    var at =
        value(
            """
            (() => {
              const e = document.querySelector(%s);
              e.scrollIntoView({block: 'center'});
              const r = e.getBoundingClientRect();
              return [r.x + r.width / 2, r.y + r.height / 2];
            })()
            """
                .formatted(quoted));
    for (var type : List.of("mousePressed", "mouseReleased")) {
      var event = JSON.createObjectNode().put("type", type).put("button", "left");
      event.put("x", at.get(0).asDouble()).put("y", at.get(1).asDouble()).put("clickCount", 1);
      call("Input.dispatchMouseEvent", event);
    }
  }

  /** Presses the key that submits and follows. */
  void pressEnter() {
    for (var type : List.of("keyDown", "keyUp")) {
      var event =
          JSON.createObjectNode().put("type", type).put("key", "Enter").put("code", "Enter");
      event.put("windowsVirtualKeyCode", ENTER);
      call("Input.dispatchKeyEvent", type.equals("keyUp") ? event : event.put("text", "\r"));
    }
  }

  /** Types text into what has the focus. */
  void type(String text) {
    call("Input.insertText", JSON.createObjectNode().put("text", text));
  }

  /** Goes to a page, with this script run before the page's own, and forgets what was before. */
  void go(URI address, String script) {
    if (!preset.isEmpty()) {
      var old = JSON.createObjectNode().put("identifier", preset);
      call("Page.removeScriptToEvaluateOnNewDocument", old);
    }
    var source = JSON.createObjectNode().put("source", script);
    preset = call("Page.addScriptToEvaluateOnNewDocument", source).path("identifier").asText();
    complaints.clear();
    requests.clear();
    call("Page.navigate", JSON.createObjectNode().put("url", address.toString()));
  }

  /**
   * The page in a window of this size, in the system's light or dark colours; it jumps where it
   * would glide.
   */
  void show(int width, int height, String scheme) {
    var size = JSON.createObjectNode().put("width", width).put("height", height);
    size.put("deviceScaleFactor", width < 500 ? 2 : 1).put("mobile", width < 500);
    call("Emulation.setDeviceMetricsOverride", size);
    var media = JSON.createObjectNode();
    var features = media.putArray("features");
    features.addObject().put("name", "prefers-color-scheme").put("value", scheme);
    features.addObject().put("name", "prefers-reduced-motion").put("value", "reduce");
    call("Emulation.setEmulatedMedia", media);
  }

  /** The whole page as a picture. */
  void picture(Path file) throws IOException {
    var wish = JSON.createObjectNode().put("format", "png").put("captureBeyondViewport", true);
    var data = call("Page.captureScreenshot", wish).path("data").asText();
    Files.createDirectories(file.getParent());
    Files.write(file, Base64.getDecoder().decode(data));
  }

  @Override
  public void close() {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly().onExit().join();
  }

  private final class Listener implements WebSocket.Listener {
    private final Map<Integer, CompletableFuture<JsonNode>> open = new ConcurrentHashMap<>();
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        heard(read(text.toString()));
        text.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }

    private void heard(JsonNode message) {
      if (message.has("id")) {
        var waiting = open.remove(message.path("id").asInt());
        if (message.has("error")) {
          waiting.completeExceptionally(new AssertionError(message.toString()));
        } else {
          waiting.complete(message.path("result"));
        }
        return;
      }
      var said = message.path("params");
      switch (message.path("method").asText()) {
        case "Network.requestWillBeSent" -> requests.add(said.at("/request/url").asText());
        case "Runtime.exceptionThrown" -> complaints.add(said.toString());
        case "Log.entryAdded" -> complainUnless(said.at("/entry/level").asText(), said);
        case "Runtime.consoleAPICalled" -> complainUnless(said.path("type").asText(), said);
        default -> {
          // Nothing that a test looks at.
        }
      }
    }

    private void complainUnless(String level, JsonNode said) {
      if (List.of("error", "warning", "assert").contains(level)) {
        complaints.add(said.toString());
      }
    }

    private static JsonNode read(String text) {
      try {
        return JSON.readTree(text);
      } catch (IOException broken) {
        throw new AssertionError(text, broken);
      }
    }
  }
}

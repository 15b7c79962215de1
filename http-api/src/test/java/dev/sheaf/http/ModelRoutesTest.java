package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.actors.model.Prediction;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class ModelRoutesTest {
  private static final String FACTS = "\"model\": {\"width\": 8, \"classes\": 2, \"side\": 32}";
  private static final String IMAGE =
      Base64.getEncoder().encodeToString(new byte[] {1, 2, 3, 4, 5});
  @RegisterExtension static final Served SERVED = Served.withCats();

  @AfterEach
  void answerAgain() {
    SERVED.node().models.next = Optional.empty();
  }

  private static String file(String name, String uri) {
    return "{\"name\": \"%s\", \"uri\": \"%s\", %s}".formatted(name, uri, FACTS);
  }

  @Test
  void aFileIsTakenInShownListedUsedAndForgotten() {
    var made = SERVED.api().post("/v1/models", file("b-file", "file:///w/b")).status(201);
    assertEquals("/v1/models/b-file", made.header("location"));
    SERVED.api().post("/v1/models", file("b-file", "file:///w/b")).status(200);
    SERVED.api().post("/v1/models", file("c-file", "file:///w/c")).status(201);
    var shown = SERVED.api().get("/v1/models/b-file").status(200);
    assertEquals("memory", shown.text("/tier"));
    assertEquals(65_536, shown.json().at("/pages/sharedBytes").asInt());
    var page = SERVED.api().get("/v1/models?limit=1").status(200);
    assertEquals("b-file", page.text("/models/0/name"));
    assertTrue(page.header("link").contains("rel=\"next\""), page.header("link"));
    var predicted =
        SERVED
            .api()
            .post("/v1/models/b-file/predict", "{\"images\": [\"%s\"]}".formatted(IMAGE))
            .status(200);
    assertEquals("[\"b-file\"]", predicted.json().path("members").toString());
    assertEquals("0", predicted.text("/predictions/0/class"));
    SERVED.api().delete("/v1/models/b-file").status(204);
    SERVED.api().delete("/v1/models/b-file").problem(404, "unknown-model");
    SERVED.api().get("/v1/models/b-file").problem(404, "unknown-model");
    SERVED.api().delete("/v1/models/c-file").status(204);
  }

  @Test
  void aLeaseIsRenewedUntilItIsClosed() {
    SERVED.api().post("/v1/models", file("held", "file:///w/held")).status(201);
    var opened = SERVED.api().post("/v1/models/held/leases", "{\"seconds\": 5}").status(201);
    var at = opened.header("location");
    assertFalse(opened.text("/lease").isEmpty());
    SERVED.api().put(at, "{}").status(204);
    SERVED.api().delete(at).status(204);
    SERVED.api().put(at, "{}").problem(404, "unknown-lease");
    SERVED.api().delete(at).problem(404, "unknown-lease");
    SERVED.api().post("/v1/models/none/leases", "{}").problem(404, "unknown-model");
    SERVED.api().post("/v1/models/held/leases", "{\"seconds\": 0}").problem(422, "invalid-field");
  }

  @Test
  void fullAndLateAndTooLargeAreToldApart() {
    SERVED.api().post("/v1/models", file("busy-file", "file:///w/busy")).status(201);
    var ask = "{\"images\": [\"%s\"]}".formatted(IMAGE);
    SERVED.node().models.next = Optional.of(new Prediction.Full("1,024 images wait already"));
    var full = SERVED.api().post("/v1/models/busy-file/predict", ask).problem(429, "queue-full");
    assertEquals("2", full.header("retry-after"));
    SERVED.node().models.next = Optional.of(new Prediction.Unavailable("being loaded"));
    var late = SERVED.api().post("/v1/models/busy-file/predict", ask).problem(503, "unavailable");
    assertEquals("2", late.header("retry-after"));
    SERVED.node().models.next = Optional.of(new Prediction.TooLarge("9 of 5 bytes"));
    SERVED.api().post("/v1/models/busy-file/predict", ask).problem(422, "model-too-large");
  }

  @Test
  void whatNamesNoModelIsRefusedByItsField() {
    SERVED.api().post("/v1/models", "{\"name\": \"x\"}").problem(422, "invalid-field");
    SERVED
        .api()
        .post("/v1/models", "{\"name\": \"x\", \"uri\": \"w.bin\", %s}".formatted(FACTS))
        .problem(422, "invalid-field");
    var narrow = file("x", "file:///w/x").replace("\"width\": 8", "\"width\": 0");
    assertTrue(
        SERVED
            .api()
            .post("/v1/models", narrow)
            .problem(422, "invalid-field")
            .text("/detail")
            .contains("width"));
    SERVED.api().post("/v1/models", file("x", "file:///absent")).problem(422, "model-refused");
    SERVED
        .api()
        .post("/v1/models", "{\"name\": \"x\", \"ensemble\": \"nobody\", \"member\": \"a\"}")
        .problem(422, "invalid-field");
    SERVED.api().post("/v1/models", "{\"nam\": \"x\"}").problem(400, "unknown-property");
  }
}

package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Specs that are accepted, specs that are not, and what is said of them line by line. */
final class EnsembleRoutesTest {
  private static final String PATH = "/v1/ensembles";

  @RegisterExtension static final Served SERVED = Served.withCats();

  private static String trio(String name) {
    return """
    name: %s
    dataset: cats
    epochs: 4
    batchSize: 8
    members:
      - {name: narrow, model: cnn, width: 4}
      - {name: wide, model: cnn, width: 8, optimizer: adamw}
      - name: third
        model: cnn
    preprocess: {ops: [decode, "crop 32 pad 4", flip, normalize]}
    stop: {patience: 3}
    combine: greedy
    """
        .formatted(name);
  }

  private static Client.Reply post(String yaml) {
    return SERVED.api().send("POST", PATH, yaml, "Content-Type", "application/yaml");
  }

  private static Client.Reply refused(String from, String to) {
    var spec = trio("refused").replace(from, to);
    assertFalse(spec.equals(trio("refused")), "the spec was changed");
    return post(spec);
  }

  @Test
  void aSpecIsSubmittedListedShownAndStopped() {
    var accepted = post(trio("pets")).status(201);
    assertEquals(PATH + "/pets", accepted.header("Location"));
    assertEquals("greedy", accepted.text("/combine"));
    assertEquals("pets.wide", accepted.text("/members/1/job"));
    assertEquals("auto", accepted.text("/share"));
    assertFalse(accepted.json().path("bagging").asBoolean(true));
    assertTrue(SERVED.api().get(PATH).status(200).json().path("ensembles").size() >= 1);
    assertEquals(
        42,
        SERVED.api().get(PATH + "/pets").status(200).json().at("/members/0/progress/pid").asInt());
    assertEquals("stopped", SERVED.api().delete(PATH + "/pets").status(200).text("/phase"));
    SERVED.api().get(PATH + "/nobody").problem(404, "unknown-ensemble");
  }

  @Test
  void theSameSpecAgainIsTheSameEnsembleAndAnotherIsRefused() {
    post(trio("twice")).status(201);
    post(trio("twice")).status(201);
    post(trio("twice").replace("epochs: 4", "epochs: 5")).problem(409, "name-taken");
  }

  @Test
  void jsonIsASpecToo() {
    var json =
        "{\"name\": \"json\", \"dataset\": \"cats\", \"members\": [{\"name\": \"a\", \"model\": \"cnn\"}]}";
    assertEquals("soft", SERVED.api().post(PATH, json).status(201).text("/combine"));
    SERVED.api().send("POST", PATH, json, "Content-Type", "text/plain").problem(415, "wrong-type");
  }

  @Test
  void aDryRunSaysWhoTrainsWhenAndStartsNothing() {
    var plan =
        SERVED
            .api()
            .send("POST", PATH + "?dryRun=true", trio("dry"), "Content-Type", "application/yaml")
            .status(200);
    assertEquals(3, plan.json().path("members").size());
    assertTrue(plan.json().path("rounds").size() >= 2, "three members do not fit on two slots");
    assertTrue(plan.json().path("seconds").asDouble() > 0);
    assertEquals("one_a_node", plan.text("/preprocess/mode"));
    assertEquals(
        2 * plan.json().at("/preprocess/workSecondsPerImage").asDouble(),
        plan.json().at("/preprocess/privateWorkSecondsPerImage").asDouble(),
        1e-12,
        "two train at once");
    var alone = trio("dry").replace("ops: [", "share: private, ops: [");
    assertEquals(
        "private",
        SERVED
            .api()
            .send("POST", PATH + "?dryRun=true", alone, "Content-Type", "application/yaml")
            .status(200)
            .text("/preprocess/mode"));
    SERVED.api().get(PATH + "/dry").problem(404, "unknown-ensemble");
    SERVED
        .api()
        .send("POST", PATH + "?dryRun=maybe", trio("dry"), "Content-Type", "application/yaml")
        .problem(400, "bad-parameter");
  }

  @Test
  void itsPlaceAmongOthersIsReadAndChecked() {
    var ranked = trio("ranked") + "priority: -3\nweight: 2\nmaxSlots: 1\n";
    assertEquals(-3, post(ranked).status(201).json().path("priority").asInt());
    var one =
        SERVED
            .api()
            .send("POST", PATH + "?dryRun=true", ranked, "Content-Type", "application/yaml")
            .status(200)
            .json();
    assertEquals(1, one.path("slots").asInt(), "it never has more");
    var detail =
        post(trio("wrong") + "priority: 1001\nweight: 0\nmaxSlots: 0\n")
            .problem(422, "invalid-field")
            .text("/detail");
    assertEquals(
        "line 13: priority must be a whole number -1000..1000 but was 1001; "
            + "line 14: weight must be a whole number 1..1000 but was 0; "
            + "line 15: maxSlots must be a whole number 1..10000 but was 0",
        detail);
  }

  @Test
  void cyclesOfSnapshotsAreWholeEpochs() {
    post(trio("cycles").replace("width: 8", "width: 8, snapshots: 2")).status(201);
    assertEquals(
        "line 7, member wide: snapshots must be a number that divides the 4 epochs into equal cycles but was 3",
        refused("width: 8", "width: 8, snapshots: 3")
            .problem(422, "invalid-field")
            .text("/detail"));
    assertEquals(
        "line 7, member wide: schedule must be absent: the rate of snapshots is a cosine in each cycle but was constant",
        refused("width: 8", "width: 8, snapshots: 2, schedule: constant")
            .problem(422, "invalid-field")
            .text("/detail"));
  }

  @Test
  void aFieldThatIsWrongIsNamedWithItsLineAndMember() {
    var problem = refused("width: 8", "width: 0").problem(422, "invalid-field");
    assertEquals(
        "line 7, member wide: width must be a whole number 1..1024 but was 0",
        problem.text("/detail"));
    assertEquals(7, problem.json().at("/errors/0/line").asInt());
    assertEquals("wide", problem.text("/errors/0/member"));
  }

  @Test
  void everyKindOfBadFieldIsToldByItsRule() {
    var wrong =
        List.of(
            List.of("width: 4", "width: 1.5", "line 6, member narrow: width"),
            List.of("epochs: 4", "epochs: 0", "line 3: epochs must be a whole number 1..1000"),
            List.of("batchSize: 8", "batchSize: [8]", "line 4: batchSize"),
            List.of("name: wide", "name: narrow", "line 6 has it already"),
            List.of("name: wide", "name: held-out", "a job that all members read"),
            List.of("name: wide", "name: shared", "a job that all members read"),
            List.of("name: wide", "name: Wide", "1 to 24 of a-z"),
            List.of("ops: [", "share: privat, ops: [", "did you mean private?"),
            List.of("combine: greedy", "bagging: sometimes", "bagging must be true or false"),
            List.of("optimizer: adamw", "optimizer: adam", "did you mean adamw?"),
            List.of("optimizer: adamw", "learningRate: -1", "learningRate must be a number"),
            List.of("optimizer: adamw", "slots: 3", "at most the 2 slots that one node has"),
            List.of("optimizer: adamw", "slots: 0", "slots must be a whole number"),
            List.of("width: 8", "width: 1024", "sheaf.gpu.slot-memory"),
            List.of(
                "model: cnn\npre",
                "command: [python3, train.py]\npre",
                "line 9, member third: command must be one that sheaf.gpu.commands allows on every node with slots; node a allows none"),
            List.of(
                "width: 8",
                "command: [train]",
                "line 7, member wide: model must be absent beside command"),
            List.of("model: cnn\npre", "command: []\npre", "a list of 1..64 words"),
            List.of("model: cnn\npre", "command: [[a]]\npre", "command must be a word"),
            List.of("width: 8", "engine: pytorch", "one of djl, python"),
            List.of(
                "width: 8",
                "engine: python",
                "line 7, member wide: engine must be djl, since node a says: "
                    + "it was not asked for an interpreter but was python"),
            List.of("width: 8", "precision: mixed", "mixed needs the engine python"),
            List.of("model: cnn\npre", "model: transformer\npre", "model must be cnn"),
            List.of("flip", "flop", "did you mean flip?"),
            List.of("decode, \"crop 32 pad 4\"", "\"crop 32 pad 4\", decode", "before crop"),
            List.of("flip, normalize", "flip, flip", "not there before"),
            List.of("pad 4", "pad 40", "P 0..N/2"),
            List.of("patience: 3", "asha: {divisor: 3, rungs: 4}", "divisor^(rungs-1)"),
            List.of("combine: greedy", "combine: best", "one of soft, weighted, greedy, hard"),
            List.of("dataset: cats", "dataset: cat", "did you mean cats?"));
    for (var each : wrong) {
      var detail = refused(each.get(0), each.get(1)).problem(422, "invalid-field").text("/detail");
      assertTrue(detail.contains(each.get(2)), () -> each + " was told: " + detail);
    }
  }

  @Test
  void anUnknownFieldIsNamedWithItsLineAndTheNearest() {
    var problem = refused("width: 8", "widht: 8").problem(400, "unknown-property");
    assertTrue(
        problem.text("/detail").startsWith("line 7, member wide: there is no field widht."),
        problem.text("/detail"));
    assertTrue(problem.text("/detail").contains("Did you mean width?"));
    refused("combine:", "combin:").problem(400, "unknown-property");
  }

  @Test
  void whatIsNoSpecAtAllIsToldByItsLine() {
    for (var body :
        List.of(
            "",
            "- a\n- b",
            "just text",
            "name: a\nname: b",
            "name: [a",
            "name: &x a\ndataset: *x",
            "a: &a [*a]",
            "name: a\n---\nname: b",
            "name: " + "[".repeat(40) + "]".repeat(40),
            "\t")) {
      var problem = post(body).problem(400, "malformed-spec");
      assertTrue(problem.text("/detail").startsWith("line "), body);
    }
    post("x: " + "y".repeat(70_000)).problem(413, "body-too-large");
    assertTrue(post("name: a\nname: b").text("/detail").contains("line 2: name is there twice"));
  }

  @Test
  void withoutSlotsNothingIsAccepted() {
    var before = SERVED.node().slots;
    SERVED.node().slots = List.of();
    try {
      var problem = post(trio("nowhere")).problem(503, "unavailable");
      assertTrue(problem.text("/hint").contains("sheaf.gpu.slots"), problem.text("/hint"));
    } finally {
      SERVED.node().slots = before;
    }
  }

  @Test
  void anEnsembleThatIsOverIsOneEventAndTheStreamEnds() {
    post(trio("done-stream")).status(201);
    var stream = SERVED.api().get(PATH + "/done-stream/events").status(200);
    var text = new String(stream.body(), StandardCharsets.UTF_8);
    assertTrue(text.startsWith("event: ensemble\nid: 3\ndata: {\"name\":\"done-stream\""), text);
    assertTrue(text.endsWith("}\n\n"), text);
  }

  @Test
  void aTrainedEnsemblePredictsAndBadImagesAreNamed() {
    var predict = "/v1/models/done-cats/predict";
    SERVED.api().post(predict, "{\"images\": [\"AAAAAAAA\"]}").problem(404, "unknown-ensemble");
    post(trio("done-cats")).status(201);
    var image = Base64.getEncoder().encodeToString(new byte[] {1, 2, 3, 4, 5});
    var two = "{\"images\": [\"%s\", \"%s\"]}".formatted(image, image);
    var reply = SERVED.api().post(predict, two).status(200);
    assertEquals(2, reply.json().path("predictions").size());
    assertEquals("cat", reply.text("/predictions/1/class"));
    assertEquals(1.0, reply.json().at("/predictions/1/probability").asDouble());
    var cut = "{\"images\": [\"%s\", \"AAA=\"]}".formatted(image);
    assertTrue(
        SERVED
            .api()
            .post(predict, cut)
            .problem(422, "invalid-field")
            .text("/detail")
            .contains("images[1]"));
    SERVED.api().post(predict, "{\"images\": [\"%%\"]}").problem(422, "invalid-field");
    SERVED.api().post(predict, "{\"images\": []}").problem(422, "invalid-field");
    SERVED.api().post(predict, "{\"images\": 3}").problem(422, "invalid-field");
    SERVED.api().post(predict, "{\"pictures\": []}").problem(400, "unknown-property");
  }

  @Test
  void anEnsembleThatTrainsDoesNotPredictYet() {
    post(trio("busy")).status(201);
    var problem =
        SERVED
            .api()
            .post("/v1/models/busy/predict", "{\"images\": [\"AAAAAAAA\"]}")
            .problem(409, "not-trained");
    assertEquals("training", problem.text("/phase"));
  }
}

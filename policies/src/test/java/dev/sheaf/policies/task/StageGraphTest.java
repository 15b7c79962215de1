package dev.sheaf.policies.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.policies.task.StageGraph.Checked;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class StageGraphTest {
  private static final Stage DECODE = stage("pixels", "decode", Map.of(), "rows");
  private static final Stage SMALL = resize("small", 64, "pixels");

  static Stage stage(String name, String op, Map<String, String> params, String... inputs) {
    return new Stage(name, op, new TreeMap<>(params), List.of(inputs), 8, Stage.Ordering.NONE);
  }

  static Stage resize(String name, int side, String input) {
    var text = String.valueOf(side);
    return stage(name, "resize", Map.of("height", text, "width", text), input);
  }

  static StageGraph graph(Stage... stages) {
    return assertInstanceOf(Checked.Sound.class, StageGraph.check(List.of(stages), true)).graph();
  }

  private static String flaw(Stage... stages) {
    var flawed = assertInstanceOf(Checked.Flawed.class, StageGraph.check(List.of(stages), false));
    var flaw = flawed.flaws().getFirst();
    return flaw.field() + " must be " + flaw.rule() + " but was " + flaw.value();
  }

  @Test
  void stagesThatOneOtherReadsAreFusedWithIt() {
    var chains = graph(DECODE, SMALL).chains("samples v");
    assertEquals(1, chains.size());
    assertEquals("small", chains.getFirst().stage().name());
    assertEquals(
        List.of(Op.DECODE, Op.RESIZE),
        chains.getFirst().steps().stream().map(Chain.Step::op).toList());
  }

  @Test
  void whatSeveralReadIsKeptAndReadByThem() {
    var chains = graph(DECODE, SMALL, resize("large", 224, "pixels")).chains("samples v");
    assertEquals(
        List.of("pixels", "small", "large"),
        chains.stream().map(chain -> chain.stage().name()).toList());
    assertEquals("pixels", chains.get(1).tables().getFirst().name());
    assertEquals(List.of(false, true, true), chains.stream().map(Chain::wanted).toList());
  }

  @Test
  void aNameFollowsFromOpsParametersAndSourceAndFromNothingElse() {
    var hash = graph(DECODE, SMALL).chains("samples v").getFirst().hash();
    var renamed =
        graph(
            stage("other", "decode", Map.of("decoder", "portable"), "rows"),
            resize("name", 64, "other"));
    assertEquals(hash, renamed.chains("samples v").getFirst().hash());
    assertNotEquals(hash, renamed.chains("samples w").getFirst().hash());
    assertNotEquals(
        hash, graph(DECODE, resize("small", 65, "pixels")).chains("samples v").getFirst().hash());
    var chain = graph(DECODE, SMALL).chains("samples v").getFirst();
    assertNotEquals(chain.taskName(List.of(1L, 2L)), chain.taskName(List.of(1L, 3L)));
  }

  @Test
  void aFusedChainAndOneThatIsCutHaveTheSameNames() {
    var fused = graph(DECODE, SMALL).chains("samples v").getFirst();
    var cut = graph(DECODE, SMALL, resize("large", 224, "pixels")).chains("samples v").get(1);
    assertEquals(fused.hash(), cut.hash(), "so what one did the other finds");
  }

  @Test
  void whatIsWrongIsNamed() {
    assertEquals(
        "stages[1].op must be one of decode, resize, crop, difference, blend (did you mean resize?)"
            + " but was resise",
        flaw(DECODE, stage("small", "resise", Map.of(), "pixels")));
    assertEquals(
        "stages[1].inputs[0] must be a stage, or rows (did you mean pixels?) but was pixel",
        flaw(DECODE, resize("small", 64, "pixel")));
    assertEquals(
        "stages[1].inputs must be stages that do not wait for themselves but was a <- b <- a",
        flaw(DECODE, resize("a", 64, "b"), resize("b", 64, "a")));
    assertEquals(
        "stages[0].inputs[0] must be a stage that gives pixels: resize reads no encoded images but"
            + " was rows",
        flaw(resize("a", 64, "rows")));
    assertEquals(
        "stages[1].height must be a whole number 1..4096 but was 0",
        flaw(DECODE, resize("a", 0, "pixels")));
    assertEquals(
        "stages[1].width must be a whole number 1..4096 but was absent",
        flaw(DECODE, stage("a", "crop", Map.of("height", "3"), "pixels")));
    assertEquals(
        "stages[1].name must be a name that no other stage has but was pixels",
        flaw(DECODE, DECODE));
    assertTrue(
        flaw(DECODE, stage("d", "difference", Map.of(), "pixels"))
            .startsWith("stages[1].op must be an op that needs one row at a time"));
    assertEquals("stages must be 1..64 stages but was 0 stages", flaw());
  }
}

package dev.sheaf.simulation.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.ConfigFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScenarioTest {
  private static final String FILE =
      """
      title = "Doubles"
      experiment = doubling
      parameters { size = 4 KiB, times = 2 }
      expect = [ {metric = bytes, value = 8192, source = "arithmetic"} ]
      cases = [ {}, { set { times = 3 }, expect = [ {metric = bytes, value = 1, bound = atLeast} ] } ]
      """;

  /** Multiplies a size; a stand-in for something that is simulated. */
  private static final class Doubling implements Experiment {
    @Override
    public String name() {
      return "doubling";
    }

    @Override
    public Run prepare(Parameters in) {
      var size = in.bytes("size", "1 B");
      var times = in.number("times", 1, 1, 10);
      return seed -> new Measured("none").with("bytes", size * times);
    }
  }

  private static List<Row> rows(String file) {
    var experiments = new Experiments(List.of(new Doubling()));
    return experiments.prepare(Scenario.parse("it", file)).stream()
        .flatMap(each -> Experiments.measure(each, 1).stream())
        .toList();
  }

  private static String refusal(String file) {
    return assertThrows(BadScenario.class, () -> rows(file)).getMessage();
  }

  @Test
  void everyCaseIsMeasuredAndJudgedByWhatItExpects() {
    var rows = rows(FILE);
    assertEquals(3, rows.size());
    assertEquals(Expectation.Verdict.REPRODUCED, rows.get(0).verdict());
    assertEquals(Expectation.Verdict.NOT_REPRODUCED, rows.get(1).verdict());
    assertTrue(!rows.get(1).pass() && rows.get(2).pass());
    assertEquals("times=3", rows.get(2).label());
  }

  @Test
  void anUnknownKeyIsNamedWithTheNearest() {
    assertTrue(refusal(FILE.replace("times = 2", "tines = 2")).contains("did you mean times?"));
    assertTrue(refusal(FILE.replace("title", "tilte")).contains("did you mean title?"));
    assertTrue(refusal(FILE.replace("= doubling", "= dubling")).contains("did you mean doubling?"));
  }

  @Test
  void aValueWithoutItsUnitOrOutOfRangeIsRefused() {
    assertTrue(refusal(FILE.replace("4 KiB", "4096")).contains("a size such as 8 GiB"));
    assertTrue(refusal(FILE.replace("4 KiB", "-4 KiB")).contains("size must be 0.0..1.0E18"));
    assertTrue(refusal(FILE.replace("times = 2", "times = 0")).contains("times must be 1..10"));
    assertTrue(refusal(FILE.replace("times = 2", "times = many")).contains("a whole number"));
  }

  @Test
  void ratesAreBytesOrBits() {
    var in = new Parameters(ConfigFactory.parseString("a = 80 MB/s, b = 10 Gb/s"));
    assertEquals(80_000_000, in.bytesPerSecond("a", "1 B/s"));
    assertEquals(1_250_000_000, in.bytesPerSecond("b", "1 B/s"));
  }
}

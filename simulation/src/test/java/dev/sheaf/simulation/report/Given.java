package dev.sheaf.simulation.report;

import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Experiments;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Measured.Curve;
import dev.sheaf.simulation.experiment.Parameters;
import dev.sheaf.simulation.experiment.Scenario;
import java.util.ArrayList;
import java.util.List;

/** Studies of an experiment that measures its own parameter. */
final class Given {
  static final String HOSTILE = "<script>alert(1)</script> & \"quotes\" 'and' ]]> | \u0001";

  private Given() {}

  /** Hits as often as it is told. */
  private record Told() implements Experiment {
    @Override
    public String name() {
      return "told";
    }

    @Override
    public Run prepare(Parameters in) {
      var fraction = in.ratio("cache.fraction", 0.2, 0, 1);
      var policy = in.text("policy", "lru");
      return seed ->
          new Measured(policy)
              .with("hitRatio", fraction / 2, 0.01)
              .with("epochSeconds", 100 * (1 - fraction))
              .with("stallSeconds", 10 * (1 - fraction))
              .with("bound", 1 - fraction)
              .with("undefined", Double.NaN)
              .curve(
                  new Curve(
                      "availability over time (h)",
                      policy,
                      List.of(0.0, 1.0, 2.0),
                      List.of(1.0, Double.NaN, 0.9)));
    }
  }

  static List<Study> studies(String name, String file) {
    var studies = new ArrayList<Study>();
    var experiments = new Experiments(List.of(new Told()));
    for (var each : experiments.prepare(Scenario.parse(name, file))) {
      studies.add(new Study(each, List.of(Trial.of(each, 1))));
    }
    return studies;
  }

  /**
   * Four cache sizes; the first is expected rightly, the second wrongly, the third is known to be
   * off.
   */
  static List<Study> sweep(String name, String title) {
    return studies(
        name,
        """
        title = %s
        experiment = told
        cases = [
          { set { cache.fraction = 0.1 }, expect = [ {metric = hitRatio, value = 0.05, tolerance = 0.01} ] }
          { set { cache.fraction = 0.2 }, expect = [ {metric = hitRatio, value = 0.5, source = "a | b"} ] }
          { set { cache.fraction = 0.4 }, expect = [
            {metric = hitRatio, value = 0.5, standing = knownToDiffer, why = "half\\nof it"}
            {metric = stallSeconds, value = 0, standing = notEnoughPublished, why = "nobody says"} ] }
          { set { cache.fraction = 0.8 } }
        ]
        """
            .formatted(com.typesafe.config.ConfigUtil.quoteString(title)));
  }
}

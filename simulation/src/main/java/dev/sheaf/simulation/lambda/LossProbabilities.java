package dev.sheaf.simulation.lambda;

import dev.sheaf.policies.economics.LossProbability;
import dev.sheaf.policies.vocabulary.StripeCode;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiment;
import dev.sheaf.simulation.experiment.Measured;
import dev.sheaf.simulation.experiment.Parameters;

/** The experiment {@code lossProbability}: a stripe's risk when r of N nodes are reclaimed. */
public final class LossProbabilities implements Experiment {
  @Override
  public String name() {
    return "lossProbability";
  }

  @Override
  public Run prepare(Parameters in) {
    var nodes = in.number("world.lambda.nodes", 400, 1, 100_000);
    var reclaimed = in.number("world.lambda.reclaimed", 12, 0, nodes);
    var code = code(in, "10+2");
    if (nodes < code.chunks()) {
      throw new BadScenario(
          "world.lambda.nodes must be at least the %d chunks of %s but was %d"
              .formatted(code.chunks(), code, nodes));
    }
    return seed -> {
      var terms = LossProbability.terms(nodes, code, reclaimed);
      var first = code.parity() + 1;
      var measured =
          new Measured(code.toString())
              .with("lossProbability", LossProbability.of(nodes, code, reclaimed))
              .with("overheadRatio", code.overhead());
      return first < code.chunks() && terms[first + 1] > 0
          ? measured.with("firstTermRatio", terms[first] / terms[first + 1])
          : measured;
    };
  }

  /** The erasure code that the parameters name. */
  static StripeCode code(Parameters in, String fallback) {
    try {
      return StripeCode.parse(in.text("policy.code", fallback));
    } catch (IllegalArgumentException e) {
      throw new BadScenario("policy.code: " + e.getMessage());
    }
  }
}

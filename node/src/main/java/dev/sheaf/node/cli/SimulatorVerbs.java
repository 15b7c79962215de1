package dev.sheaf.node.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * The verbs that the launcher gives to the simulator's own program. Here they only describe
 * themselves, so that the list of verbs is whole.
 */
final class SimulatorVerbs {
  private SimulatorVerbs() {}

  @Command(
      name = "simulate",
      description = "Run scenarios in virtual time and judge them by what is published.")
  static final class Simulate extends Elsewhere {}

  @Command(
      name = "plan",
      description = "Find the cheapest configuration that keeps stall under a limit.")
  static final class Plan extends Elsewhere {}

  @Command(name = "sim", description = "How fast policies and the simulator are.")
  static final class Sim extends Elsewhere {}

  /** Takes any arguments: it is only reached when this program is started without the launcher. */
  abstract static class Elsewhere implements Callable<Integer> {
    @Spec CommandSpec verb = CommandSpec.create();
    @Unmatched List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
      throw CliException.wrongUse(
          "this verb belongs to the simulator: start it as ./"
              + verb.qualifiedName()
              + ", or from simulation/target/lib");
    }
  }
}

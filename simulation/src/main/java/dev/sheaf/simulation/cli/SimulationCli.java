package dev.sheaf.simulation.cli;

import dev.sheaf.simulation.Catalogue;
import dev.sheaf.simulation.experiment.BadScenario;
import dev.sheaf.simulation.experiment.Experiments;
import dev.sheaf.simulation.experiment.ScenarioShelf;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The verbs of {@code sheaf} that simulate; the launcher sends them here. */
@Command(
    name = "sheaf",
    mixinStandardHelpOptions = true,
    version = "sheaf 0.1.0",
    description = "Simulates caches that feed deep-learning training.",
    synopsisSubcommandLabel = "VERB")
public final class SimulationCli implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  /** Runs the verb and ends the process with its exit status. */
  public static void main(String[] args) {
    System.exit(commandLine(Catalogue.experiments(), ScenarioShelf.shipped()).execute(args));
  }

  /** The verbs and their options; tests give it experiments, scenarios and writers of their own. */
  static CommandLine commandLine(Experiments experiments, ScenarioShelf shelf) {
    return new CommandLine(new SimulationCli())
        .addSubcommand(new SimulateVerb(experiments, shelf))
        .addSubcommand(new PlanVerb())
        .addSubcommand(BenchVerb.with(Catalogue.benches()))
        .addSubcommand(new HelpCommand())
        .setExecutionExceptionHandler(SimulationCli::explain);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a verb is needed");
  }

  /** A user's mistake is one clear line; anything else is a defect and shows where it happened. */
  private static int explain(Exception e, CommandLine verb, CommandLine.ParseResult parsed) {
    switch (e) {
      case CliException mistake -> {
        verb.getErr().println("sheaf: " + mistake.getMessage());
        return mistake.exitStatus();
      }
      case BadScenario mistake -> {
        verb.getErr().println("sheaf: " + mistake.getMessage());
        return 2;
      }
      default -> {
        verb.getErr().println("sheaf: this is a defect of sheaf, please report it:");
        e.printStackTrace(verb.getErr());
      }
    }
    return 1;
  }
}

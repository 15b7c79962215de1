package dev.sheaf.node.cli;

import dev.sheaf.node.config.SettingsException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The {@code sheaf} command. */
@Command(
    name = "sheaf",
    mixinStandardHelpOptions = true,
    version = "sheaf 0.1.0",
    description = "A distributed cache that feeds deep-learning training.",
    synopsisSubcommandLabel = "VERB",
    subcommands = {
      DemoVerb.class,
      ServeVerb.class,
      DatasetVerb.class,
      JobVerb.class,
      EnsembleVerb.class,
      ModelVerb.class,
      TaskVerb.class,
      SimulatorVerbs.Simulate.class,
      SimulatorVerbs.Plan.class,
      BenchVerb.class,
      LambdaVerb.class,
      TokenVerb.class,
      StatusVerb.class,
      TortureVerb.class,
      DoctorVerb.class,
      ConfigVerb.class,
      ReferenceVerb.class,
      CompletionVerb.class,
      ManVerb.class,
      HelpCommand.class
    })
public final class SheafCli implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  /** Runs the verb and ends the process with its exit status. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  static int run(String... args) {
    return commandLine().execute(args);
  }

  /** The verbs and their options; tests give it writers of their own. */
  static CommandLine commandLine() {
    return new CommandLine(new SheafCli())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(SheafCli::explain);
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
      case SettingsException mistake -> {
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

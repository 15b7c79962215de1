package dev.sheaf.node.cli;

import dev.sheaf.node.config.SettingsException;
import java.util.List;
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
    synopsisSubcommandLabel = "VERB")
public final class SheafCli implements Runnable {
  private static final List<Class<?>> VERBS =
      List.of(
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
          HelpCommand.class);

  @Spec CommandSpec spec = CommandSpec.create();

  /** Runs the verb and ends the process with its exit status. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** A node starts without the options of all other verbs, which take a tenth of its start. */
  static int run(String... args) {
    var serves = args.length > 0 && args[0].equals("serve");
    return commandLine(serves ? List.of(ServeVerb.class) : VERBS).execute(args);
  }

  /** The verbs and their options; tests give it writers of their own. */
  static CommandLine commandLine() {
    return commandLine(VERBS);
  }

  private static CommandLine commandLine(List<Class<?>> verbs) {
    var sheaf = new CommandLine(new SheafCli());
    verbs.forEach(sheaf::addSubcommand);
    return sheaf
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

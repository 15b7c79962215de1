package dev.sheaf.simulation.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a verb's result goes: tables for people, JSON for programs. Mixed into every verb. */
public final class Output {
  static final String STDOUT = "-";
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);

  @Option(
      names = "--json",
      arity = "0..1",
      fallbackValue = STDOUT,
      paramLabel = "FILE",
      description = "the result as JSON, to stdout or to FILE")
  @Nullable String json;

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec verb;

  private @Nullable ResultFile file;

  /** True when the result is wanted as JSON on stdout: nothing else may be printed there. */
  boolean jsonOnStdout() {
    return STDOUT.equals(json);
  }

  /** Refuses a FILE that cannot be written, before long work is done for it. */
  @Nullable ResultFile expectWritable() {
    file = json == null || jsonOnStdout() ? null : ResultFile.of("--json", json);
    return file;
  }

  /** Prints lines for people; to stderr when stdout carries JSON. */
  void say(String lines) {
    var writer = jsonOnStdout() ? err() : out();
    writer.println(lines);
    writer.flush();
  }

  /** Writes {@code result} as JSON if that was asked for. */
  void json(Object result) {
    if (json == null) {
      return;
    }
    if (file != null) {
      file.write(writer -> {
        JSON.writeValue(writer, result);
        writer.write(System.lineSeparator());
      });
      return;
    }
    try {
      JSON.writeValue(out(), result);
      out().println();
      out().flush();
    } catch (IOException e) {
      throw CliException.failed("stdout could not be written: " + e.getMessage());
    }
  }

  /** Whether people look at this on a terminal, not through a pipe. */
  @SuppressWarnings("SystemConsoleNull") // NullAway knows an older JDK's console.
  boolean onTerminal() {
    var console = System.console();
    return console != null && console.isTerminal();
  }

  /** Whether tables may be coloured; see no-color.org. */
  boolean colours() {
    var refused = System.getenv("NO_COLOR");
    return onTerminal() && !jsonOnStdout() && (refused == null || refused.isEmpty());
  }

  PrintWriter out() {
    return Objects.requireNonNull(verb).commandLine().getOut();
  }

  PrintWriter err() {
    return Objects.requireNonNull(verb).commandLine().getErr();
  }
}

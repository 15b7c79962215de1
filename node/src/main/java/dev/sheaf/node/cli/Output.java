package dev.sheaf.node.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where a verb's result goes: tables for people, JSON for programs. Mixed into every verb. */
public final class Output implements Screen {
  @Option(
      names = "--json",
      arity = "0..1",
      fallbackValue = "-",
      paramLabel = "FILE",
      description = "print the result as JSON, to stdout or to FILE")
  @Nullable String json;

  @Spec(Spec.Target.MIXEE)
  @Nullable CommandSpec verb;

  /**
   * True when the result is wanted as JSON on stdout, so that nothing else may be printed there.
   */
  public boolean jsonOnStdout() {
    return "-".equals(json);
  }

  /** Refuses a FILE that cannot be written, before long work is done for it. */
  public void expectWritable() {
    if (json == null || jsonOnStdout()) {
      return;
    }
    var file = Path.of(json).toAbsolutePath();
    var folder = file.getParent();
    if (folder == null || !Files.isWritable(Files.exists(file) ? file : folder)) {
      throw cannotWrite();
    }
  }

  private CliException cannotWrite() {
    return new CliException(
        "cannot write " + json + ": check that its folder exists and may be written");
  }

  /** Prints a line for people; to stderr when stdout carries JSON. */
  @Override
  public void say(String line) {
    var writer = jsonOnStdout() ? err() : out();
    writer.println(line);
    writer.flush();
  }

  /** Prints a line that replaces itself on a terminal; {@code done} ends it. */
  public void progress(String line, boolean done) {
    if (onTerminal()) {
      out().print("\r\033[K" + line + (done ? "\n" : ""));
      out().flush();
    } else {
      say(line);
    }
  }

  @Override
  public int redraw(List<String> lines, int before) {
    if (!onTerminal()) {
      return 0;
    }
    out().print(before == 0 ? "" : "\033[" + before + "A");
    lines.forEach(line -> out().print("\033[K" + line + "\n"));
    out().print("\033[J");
    out().flush();
    return lines.size();
  }

  @Override
  public boolean isLive() {
    return onTerminal();
  }

  /** Takes away a line that was to replace itself. */
  public void progressEnds() {
    if (onTerminal()) {
      out().print("\r\033[K");
      out().flush();
    }
  }

  @SuppressWarnings("SystemConsoleNull") // NullAway knows an older JDK's console.
  private boolean onTerminal() {
    var console = System.console();
    return console != null && console.isTerminal() && !jsonOnStdout();
  }

  /** Writes {@code result} as JSON when that was asked for, else prints {@code table}. */
  public void result(Object result, String table) {
    if (json == null) {
      say(table);
      return;
    }
    try {
      text(Json.MAPPER.writeValueAsString(result));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a result must be writable as JSON", e);
    }
    if (!jsonOnStdout()) {
      say(table);
    }
  }

  /** Writes text that is JSON already, to FILE when one was given. */
  public void text(String text) {
    if (json == null || jsonOnStdout()) {
      out().println(text);
      out().flush();
      return;
    }
    try {
      Files.writeString(Path.of(json), text + System.lineSeparator());
    } catch (IOException e) {
      throw cannotWrite();
    }
  }

  private PrintWriter out() {
    return verb == null
        ? new PrintWriter(System.out, true, StandardCharsets.UTF_8)
        : verb.commandLine().getOut();
  }

  private PrintWriter err() {
    return verb == null
        ? new PrintWriter(System.err, true, StandardCharsets.UTF_8)
        : verb.commandLine().getErr();
  }
}

package dev.sheaf.node.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What the threads of the nodes on this machine do, as the JDK's own {@code jcmd} tells it. */
public final class Threads {
  private static final String NODE = "dev.sheaf.node.cli.SheafCli";
  private static final long PATIENCE_SECONDS = 20;

  private Threads() {}

  /** A dump of each node that this user runs here, by its process id. */
  public static Map<Long, String> ofNodes() {
    var dumps = new LinkedHashMap<Long, String>();
    ProcessHandle.allProcesses()
        .filter(process -> process.pid() != ProcessHandle.current().pid())
        .filter(Threads::isNode)
        .map(ProcessHandle::pid)
        .sorted()
        .forEach(pid -> dumps.put(pid, dump(pid)));
    return dumps;
  }

  private static boolean isNode(ProcessHandle process) {
    var words = List.of(process.info().arguments().orElse(new String[0]));
    return words.contains(NODE) && words.contains("serve");
  }

  private static String dump(long pid) {
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (!Files.isExecutable(jcmd)) {
      return "there is no jcmd in " + jcmd.getParent() + ": a JDK has it, a runtime may not";
    }
    try {
      var file = Files.createTempFile("sheaf-threads", ".txt");
      try {
        var process =
            new ProcessBuilder(jcmd.toString(), Long.toString(pid), "Thread.print")
                .redirectErrorStream(true)
                .redirectOutput(file.toFile())
                .start();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          return "the process " + pid + " did not answer within " + PATIENCE_SECONDS + " s";
        }
        return Files.readString(file, StandardCharsets.UTF_8);
      } finally {
        Files.deleteIfExists(file);
      }
    } catch (IOException failed) {
      return "jcmd could not be run: " + failed.getMessage();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }
}

package dev.sheaf.node.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Makes the cache of loaded classes with which {@link ChildNode} starts nodes, before the first
 * test that runs from jars. A start then takes half the processor time, and tests start dozens.
 */
public final class ChildCache implements LauncherSessionListener {
  private static final String PATH = System.getProperty("sheaf.child.path", "");
  private static final String CACHE = System.getProperty("sheaf.child.cache", "");

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    if (PATH.isEmpty() || CACHE.isEmpty()) {
      return;
    }
    try {
      make();
    } catch (IOException failed) {
      System.out.println("nodes start without a cache of classes: " + failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void make() throws IOException, InterruptedException {
    var cache = Path.of(CACHE);
    if (Files.exists(cache) && isNewest(cache, Path.of(PATH).getParent())) {
      return;
    }
    var command = new ArrayList<>(ChildNode.java());
    command.addAll(ChildNode.SMALL);
    command.addAll(List.of("-XX:AOTCacheOutput=" + cache, "-cp", PATH));
    command.addAll(List.of(ChildNode.MAIN, "serve", "--rehearse"));
    var log = Path.of(CACHE + ".log").toFile();
    var status =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start().waitFor();
    if (status != 0) {
      throw new IOException("the rehearsal ended with " + status + ", see " + log);
    }
  }

  private static boolean isNewest(Path cache, Path jars) throws IOException {
    var made = Files.getLastModifiedTime(cache);
    try (var files = Files.list(jars)) {
      for (var jar : files.toList()) {
        if (Files.getLastModifiedTime(jar).compareTo(made) > 0) {
          return false;
        }
      }
    }
    return true;
  }
}

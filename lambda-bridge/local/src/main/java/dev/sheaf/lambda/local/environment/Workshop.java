package dev.sheaf.lambda.local.environment;

import dev.sheaf.lambda.local.network.Relay;
import dev.sheaf.policies.economics.FunctionPrices;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Collectors;

/**
 * What all function processes of one Lambda share: the runtime's jars, the runtime API, the thread
 * that starts them and the one that freezes them.
 *
 * <p>Processes are started by one thread that lives as long as they do, because Linux can be told
 * to kill a child when the thread that started it ends: so a Lambda that is killed leaves none
 * behind, not even stopped ones.
 */
public final class Workshop implements AutoCloseable {
  private static final Path SETSID = Path.of("/usr/bin/setsid");
  private static final Path SETPRIV = Path.of("/usr/bin/setpriv");

  private final Path home;
  private final Terms terms;
  private final RuntimeApi runtimeApi = new RuntimeApi();
  private final ExecutorService launcher =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("lambda-launcher").daemon().factory());
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("lambda-timer").daemon().factory());
  private final Path nativeClient;
  private final List<Relay> abandoned = Collections.synchronizedList(new ArrayList<>());

  /**
   * What holds for all processes.
   *
   * @param runtimeJars AWS's runtime interface client and what it needs
   * @param initLimit how long a start may take
   * @param freezeAfter how long after a call the process is stopped, unless the next one comes
   * @param relayed whether connections go through a relay
   * @param bytesPerSecond of one environment; 0 means as fast as it goes
   * @param prices by which runs are reported as billed
   */
  public record Terms(
      List<Path> runtimeJars,
      String region,
      Duration initLimit,
      Duration freezeAfter,
      boolean relayed,
      long bytesPerSecond,
      FunctionPrices prices) {
    /** Terms that nobody else changes. */
    public Terms {
      runtimeJars = List.copyOf(runtimeJars);
    }
  }

  /** A workshop whose processes live below this folder. */
  public Workshop(Path home, Terms terms) {
    this.home = home;
    this.terms = terms;
    this.nativeClient = unpackNativeClient();
  }

  /**
   * By itself the client unpacks its library to one path in /tmp that all processes would share.
   */
  private Path unpackNativeClient() {
    var machine = System.getProperty("os.arch", "").equals("aarch64") ? "aarch_64" : "x86_64";
    var entry = "jni/libaws-lambda-jni.linux-%s.so".formatted(machine);
    try {
      for (var jar : terms.runtimeJars()) {
        try (var zip = new java.util.zip.ZipFile(jar.toFile())) {
          var found = zip.getEntry(entry);
          if (found != null) {
            var target = home.resolve("aws-lambda-jni.so");
            try (var in = zip.getInputStream(found)) {
              Files.copy(in, target);
            }
            return target;
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the runtime interface client cannot be unpacked to " + home, e);
    }
    throw new IllegalArgumentException(
        "the runtime's jars must have %s but were %s".formatted(entry, terms.runtimeJars()));
  }

  Path home() {
    return home;
  }

  Terms terms() {
    return terms;
  }

  RuntimeApi runtimeApi() {
    return runtimeApi;
  }

  ScheduledExecutorService timer() {
    return timer;
  }

  Path nativeClient() {
    return nativeClient;
  }

  String runtimeClassPath() {
    return terms.runtimeJars().stream()
        .map(Path::toString)
        .collect(Collectors.joining(File.pathSeparator));
  }

  /**
   * What must come before a command so that it leads a group and dies with us, where there is it.
   */
  List<String> prefix() {
    if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")
        || !Files.isExecutable(SETSID)) {
      return List.of();
    }
    return Files.isExecutable(SETPRIV)
        ? List.of(SETSID.toString(), SETPRIV.toString(), "--pdeathsig", "KILL")
        : List.of(SETSID.toString());
  }

  /** Keeps the connections of an environment that is gone without a word. */
  void keep(Relay relay) {
    abandoned.add(relay);
  }

  Process start(ProcessBuilder builder) throws IOException, InterruptedException {
    try {
      return launcher.submit(builder::start).get();
    } catch (ExecutionException e) {
      throw new IOException("cannot start " + builder.command().getFirst(), e.getCause());
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
    runtimeApi.close();
    List.copyOf(abandoned).forEach(Relay::close);
    launcher.shutdownNow();
  }
}

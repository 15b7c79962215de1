package dev.sheaf.node.cli;

import dev.sheaf.node.SheafNode;
import dev.sheaf.node.config.ScratchSettings;
import dev.sheaf.node.config.Settings;
import dev.sheaf.node.scratch.ScratchFolder;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A node, until it is told to end. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = "Run a node until SIGTERM; it drains, then leaves.")
final class ServeVerb implements Callable<Integer> {
  /** When the launcher started this process, in microseconds since 1970. */
  private static final String BEGAN = "sheaf.began";

  @Mixin Output output = new Output();
  @Mixin SettingsOptions options = new SettingsOptions();

  @Option(names = "--role", paramLabel = "r,…", description = "cache, gpu, gateway; all by default")
  @Nullable String roles;

  @Option(
      names = "--rehearse",
      hidden = true,
      description = "start, become ready, stop: what a fast start is made from")
  boolean rehearse;

  @Override
  public Integer call() throws Exception {
    return rehearse ? rehearse() : serve();
  }

  private int serve() throws InterruptedException {
    var settings = options.read(roles == null ? List.of() : List.of("roles=" + roles));
    var node = Starting.start(settings);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> {
              output.say("leaving: requests that run may end, then this node leaves");
              node.close();
              // A node that has left in good order has done what it was told: status 0, not 143.
              Runtime.getRuntime().halt(0);
            }));
    output.say(screen(settings, node, secondsSinceStart()));
    node.awaitEnd();
    return 0;
  }

  /** Since the launcher handed over, the JVM's own start included; else since the process began. */
  private static double secondsSinceStart() {
    var now = Instant.now();
    var handedOverMicros = Long.getLong(BEGAN);
    var began =
        handedOverMicros == null
            ? ProcessHandle.current().info().startInstant().orElse(now)
            : Instant.EPOCH.plus(handedOverMicros, ChronoUnit.MICROS);
    return Duration.between(began, now).toMillis() / 1e3;
  }

  /** Starts on free ports in a folder of its own, and ends at once in good order. */
  private int rehearse() throws IOException {
    try (var scratch = ScratchFolder.create("rehearsal")) {
      // What the user has set is for nodes that serve: the rehearsal reaches nobody's database.
      var settings = ScratchSettings.of(scratch.path(), List.of("cache.memory=16 MiB"));
      try (var node = Starting.start(settings)) {
        output.say("rehearsed at " + node.apiAddress());
      }
    }
    return 0;
  }

  private static String screen(Settings settings, SheafNode node, double seconds) {
    var scheme = settings.security().tls().isPresent() ? "https" : "http";
    return String.join(
        System.lineSeparator(),
        "Sheaf is ready after " + Figures.seconds(seconds),
        "  roles    " + String.join(", ", settings.roles()),
        "  API      " + scheme + "://" + node.apiAddress(),
        "  data     " + scheme + "://" + node.dataAddress(),
        "  cluster  " + node.clusterAddress(),
        "  journal  " + node.journalLabel(),
        "  origin   " + node.originLabel(),
        "  memory   " + Figures.bytes(settings.cache().memoryBytes()) + " for packages",
        "  images   " + node.decoderLabel());
  }
}

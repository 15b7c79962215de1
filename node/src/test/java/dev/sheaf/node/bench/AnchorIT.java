package dev.sheaf.node.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.node.scratch.ScratchFolder;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Anchors as processes of their own; one that is not installed is skipped with the reason. */
final class AnchorIT {
  private static final int SAMPLE_BYTES = 1000;
  private static final int BATCH = 16;
  private static final double SECONDS = 0.2;
  private static final String HOME = "sheaf.home";

  /** Infinispan's jars lie below the project's root, where the launcher would point. */
  @BeforeAll
  static void findJars() {
    System.setProperty(HOME, Path.of("..").toAbsolutePath().normalize().toString());
  }

  @AfterAll
  static void forgetJars() {
    System.clearProperty(HOME);
  }

  @ParameterizedTest
  @EnumSource
  void givesWholeBatchesToEachOfItsClients(Anchor.Kind kind) throws IOException {
    var samples = new Anchor.Samples(100, new byte[SAMPLE_BYTES], BATCH);
    try (var scratch = ScratchFolder.create("anchor")) {
      var anchor = started(kind, scratch, samples);
      for (int clients = 1; clients <= 2; clients++) {
        var round = anchor.round(clients, SECONDS);
        assertTrue(round.bytes() >= (long) clients * BATCH * SAMPLE_BYTES, "bytes");
        assertEquals(0, round.bytes() % (BATCH * SAMPLE_BYTES), "bytes of whole batches");
        assertTrue(round.bytesPerSecond() > 0, "rate");
        assertTrue(round.bothCpuNanos() > 0, "processor time");
      }
    }
  }

  private static Anchor started(Anchor.Kind kind, ScratchFolder scratch, Anchor.Samples samples)
      throws IOException {
    try {
      return kind.start(scratch, samples);
    } catch (IOException absent) {
      var reason = String.valueOf(absent.getMessage());
      System.out.println("skipped: " + reason);
      Assumptions.assumeFalse(reason.startsWith("no "), reason);
      throw absent;
    }
  }
}

package dev.sheaf.lambda.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sheaf.lambda.local.LocalLambdaSettings.Network;
import dev.sheaf.lambda.local.network.NetworkFault;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Functions that dial home through the relay: slowly, through faults, and until they vanish. */
class RelayedLambdaIT {
  @TempDir Path folder;

  @Test
  void functionsDialHomeThroughTheRelay() throws IOException {
    var home = folder.resolve("lambda");
    var settings = Deployed.processes(home).withNetwork(new Network(2_000_000, true));
    long pid;
    try (var server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        var deployed = new Deployed(settings).function("dialler", 60, Map.of())) {
      deployed.call("dialler", "dial " + server.getLocalPort());
      pid = deployed.environment("dialler").pid();
      try (var line = server.accept()) {
        line.setSoTimeout(60_000);
        keepsToTheRate(deployed, line);
        halfAFrameArrives(deployed, line);
      }
      deployed.lambda.fault("dialler", NetworkFault.NONE);
      deployed.call("dialler", "dial " + server.getLocalPort());
      try (var line = server.accept()) {
        nothingMovesThroughASilentNetwork(deployed, line);
        whoVanishesIsNotHeardOf(deployed, line, pid);
      }
      whoIsStartedLaterIsSilentToo(deployed, server);
    }
    assertTrue(ProcessHandle.of(pid).isEmpty(), "the process is gone");
    assertTrue(Files.notExists(home), "the folder is gone");
    assertEquals(0, ProcessHandle.current().descendants().count());
  }

  private static void keepsToTheRate(Deployed deployed, java.net.Socket line) throws IOException {
    var from = System.nanoTime();
    var sent = deployed.invoke("dialler", "send 1000000");
    assertEquals(1_000_000, line.getInputStream().readNBytes(1_000_000).length);
    var seconds = (System.nanoTime() - from) / 1e9;
    Deployed.join(sent);
    assertTrue(seconds > 0.45, () -> "1 MB at 2 MB/s took " + seconds + " s");
  }

  private static void halfAFrameArrives(Deployed deployed, java.net.Socket line)
      throws IOException {
    deployed.lambda.fault("dialler", NetworkFault.HALF_FRAME);
    var sent = deployed.invoke("dialler", "send 1000");
    assertEquals(500, line.getInputStream().readAllBytes().length);
    Deployed.join(sent);
  }

  private static void nothingMovesThroughASilentNetwork(Deployed deployed, java.net.Socket line)
      throws IOException {
    deployed.lambda.fault("dialler", NetworkFault.SILENT);
    Deployed.join(deployed.invoke("dialler", "send 10"));
    line.setSoTimeout(300);
    assertThrows(SocketTimeoutException.class, () -> line.getInputStream().read());
    deployed.lambda.fault("dialler", NetworkFault.NONE);
    line.setSoTimeout(60_000);
    assertEquals(10, line.getInputStream().readNBytes(10).length);
  }

  private static void whoVanishesIsNotHeardOf(Deployed deployed, java.net.Socket line, long pid)
      throws IOException {
    deployed.lambda.reclaim("dialler", LocalLambda.Manner.SILENT);
    assertTrue(ProcessHandle.of(pid).isEmpty(), "the process is gone");
    line.setSoTimeout(300);
    assertThrows(SocketTimeoutException.class, () -> line.getInputStream().read());
    line.getOutputStream().write(new byte[100]);
    assertEquals("1", deployed.call("dialler", "count"));
  }

  private static void whoIsStartedLaterIsSilentToo(Deployed deployed, ServerSocket server)
      throws IOException {
    deployed.lambda.fault("dialler", NetworkFault.SILENT);
    deployed.lambda.reclaim("dialler", LocalLambda.Manner.ABRUPT);
    assertEquals("1", deployed.call("dialler", "count"), "it is called all the same");
    var dialled = deployed.invoke("dialler", "dial " + server.getLocalPort());
    server.setSoTimeout(300);
    assertThrows(SocketTimeoutException.class, server::accept);
    server.setSoTimeout(60_000);
    deployed.lambda.fault("dialler", NetworkFault.NONE);
    server.accept().close();
    assertEquals("\"dialled\"", Deployed.join(dialled).payload().asUtf8String());
  }
}

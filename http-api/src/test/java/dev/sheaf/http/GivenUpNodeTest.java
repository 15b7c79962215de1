package dev.sheaf.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import akka.Done;
import dev.sheaf.http.fake.FakeNode;
import java.net.ConnectException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GivenUpNodeTest {
  @TempDir Path folder;

  /** What comes after it in the end of a node is done too: the journal, the functions, the disk. */
  @Test
  void serversWhoseActorSystemHasEndedStopAllTheSame() throws Exception {
    try (var node = new FakeNode(10)) {
      var servers = new Servers(node, folder);
      var api = servers.http.apiAddress();
      node.kit.shutdownTestKit();
      var stopped = servers.http.stop(Duration.ofMillis(200)).toCompletableFuture();
      assertEquals(Done.getInstance(), stopped.get(20, TimeUnit.SECONDS));
      assertThrows(ConnectException.class, () -> new Socket(api.host(), api.port()).close());
    }
  }
}

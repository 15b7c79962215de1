package dev.sheaf.wire.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TrainerSocketTest {
  @TempDir Path folder;

  @Test
  void bothEndsTalkAndTheNameIsGoneOnceTheChildIsIn() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor();
        var socket = TrainerSocket.bind(folder)) {
      var accepted = threads.submit(socket::accept);
      var child = FrameChannel.connect(socket.path());
      try (var owner = accepted.get()) {
        assertFalse(Files.exists(socket.path()));
        owner.send(new ToTrainer.Lease(3));
        assertEquals(new ToTrainer.Lease(3), child.receive());
        child.send(new FromTrainer.Paused(3));
        assertEquals(new FromTrainer.Paused(3), owner.receive());
        child.close();
        assertNull(owner.receive());
      }
    }
    try (var left = Files.list(folder)) {
      assertEquals(0, left.count());
    }
  }

  @Test
  void closingEndsTheWaitForAChildThatDoesNotCome() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var socket = TrainerSocket.bind(folder);
      Future<?> accepted = threads.submit(socket::accept);
      socket.close();
      var ended = assertThrows(ExecutionException.class, accepted::get);
      assertInstanceOf(IOException.class, ended.getCause());
    }
  }

  @Test
  void aPathThatIsTooLongIsToldAndLeavesNothing() throws IOException {
    var deep = Files.createDirectory(folder.resolve("x".repeat(110)));
    var refused = assertThrows(IOException.class, () -> TrainerSocket.bind(deep));
    assertTrue(String.valueOf(refused.getMessage()).contains("108 bytes"));
    try (var left = Files.list(deep)) {
      assertEquals(0, left.count());
    }
  }
}

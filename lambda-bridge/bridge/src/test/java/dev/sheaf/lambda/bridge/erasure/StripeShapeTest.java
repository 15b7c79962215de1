package dev.sheaf.lambda.bridge.erasure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class StripeShapeTest {
  @Test
  void chunksAreOfEqualLengthAndTheLastIsFilledUp() {
    var shape = new StripeShape(4, 1_000);
    assertEquals(256, shape.chunkBytes());
    assertEquals(768, shape.offsetBytes(3));
    assertEquals(232, shape.packageBytes(3));
    assertEquals(24, shape.paddingBytes(3));
    assertEquals(0, shape.paddingBytes(2));
  }

  @Test
  void chunksBehindTheEndAreAllPadding() {
    var shape = new StripeShape(10, 65);
    assertEquals(64, shape.chunkBytes());
    assertEquals(1, shape.packageBytes(1));
    assertEquals(65, shape.offsetBytes(9));
    assertEquals(0, shape.packageBytes(9));
    assertEquals(64, shape.paddingBytes(9));
  }

  @Test
  void anEmptyPackageHasEmptyChunks() {
    assertEquals(0, new StripeShape(10, 0).chunkBytes());
  }

  @Test
  void theBytesOfAllChunksAreThePackageInOrder() {
    for (int data = 1; data <= 12; data++) {
      for (int size = 0; size <= 3 * data * 64; size++) {
        var shape = new StripeShape(data, size);
        assertEquals(0, shape.chunkBytes() % 64);
        var at = 0L;
        for (int index = 0; index < data; index++) {
          assertEquals(at, shape.offsetBytes(index));
          at += shape.packageBytes(index);
          assertEquals(shape.chunkBytes(), shape.packageBytes(index) + shape.paddingBytes(index));
        }
        assertEquals(size, at);
      }
    }
  }

  @Test
  void whatIsNoStripeIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> new StripeShape(0, 1));
    assertThrows(IllegalArgumentException.class, () -> new StripeShape(1, -1));
    assertThrows(IllegalArgumentException.class, () -> new StripeShape(2, 1).offsetBytes(2));
  }
}

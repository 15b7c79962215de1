package dev.sheaf.lambda.bridge.erasure;

import static dev.sheaf.lambda.bridge.erasure.GaloisField.inverse;
import static dev.sheaf.lambda.bridge.erasure.GaloisField.multiply;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.Test;

class GaloisFieldTest {
  @Test
  void aProductIsThatOfPolynomialsModulo0x11D() {
    for (int left = 0; left < 256; left++) {
      for (int right = 0; right < 256; right++) {
        assertEquals(slow(left, right), multiply(left, right), left + " times " + right);
      }
    }
  }

  @Test
  void multiplicationIsAssociativeAndDistributesOverSums() {
    for (int a = 0; a < 256; a++) {
      for (int b = 0; b < 256; b++) {
        for (int c = 0; c < 256; c++) {
          if (multiply(a, multiply(b, c)) != multiply(multiply(a, b), c)
              || multiply(a, b ^ c) != (multiply(a, b) ^ multiply(a, c))) {
            fail("a law is broken by %d, %d and %d".formatted(a, b, c));
          }
        }
      }
    }
  }

  @Test
  void everyElementButZeroHasAnInverse() {
    for (int element = 1; element < 256; element++) {
      assertEquals(1, multiply(element, inverse(element)));
    }
    assertThrows(ArithmeticException.class, () -> inverse(0));
  }

  @Test
  void twoGeneratesAllElementsButZero() {
    var power = 1;
    for (int i = 1; i < 255; i++) {
      power = multiply(power, 2);
      if (power == 1) {
        fail("2 has the order " + i);
      }
    }
    assertEquals(1, multiply(power, 2));
  }

  private static int slow(int left, int right) {
    var product = 0;
    for (int bit = 7; bit >= 0; bit--) {
      product <<= 1;
      product ^= (product >> 8) * 0x11D;
      product ^= (right >> bit & 1) * left;
    }
    return product;
  }
}

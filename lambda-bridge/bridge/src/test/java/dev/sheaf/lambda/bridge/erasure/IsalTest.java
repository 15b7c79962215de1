package dev.sheaf.lambda.bridge.erasure;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class IsalTest {
  @BeforeAll
  static void theLibraryIsHere() {
    KernelKind.ISAL
        .whyNot()
        .ifPresent(why -> {
          System.out.println("skipped: " + why);
          Assumptions.abort(why);
        });
  }

  @Test
  void ourMatrixIsItsCauchyMatrix() {
    var isal = Isal.find().orElseThrow();
    for (var shape : new int[][] {{4, 2}, {10, 4}, {1, 1}, {200, 55}}) {
      var matrix = Matrix.generator(shape[0], shape[1]);
      try (var arena = Arena.ofConfined()) {
        var theirs = arena.allocate((long) matrix.rows() * matrix.columns());
        isal.cauchyMatrix(theirs, matrix.rows(), matrix.columns());
        for (int i = 0; i < theirs.byteSize(); i++) {
          var ours = matrix.at(i / matrix.columns(), i % matrix.columns());
          assertEquals(theirs.get(JAVA_BYTE, i) & 0xFF, ours);
        }
      }
    }
  }
}

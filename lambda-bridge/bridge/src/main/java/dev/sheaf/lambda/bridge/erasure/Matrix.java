package dev.sheaf.lambda.bridge.erasure;

import static dev.sheaf.lambda.bridge.erasure.GaloisField.inverse;
import static dev.sheaf.lambda.bridge.erasure.GaloisField.multiply;

import java.util.List;

/** A matrix over {@link GaloisField}; immutable. */
final class Matrix {
  private final int columns;
  private final int[][] rows;

  private Matrix(int columns, int[][] rows) {
    this.columns = columns;
    this.rows = rows;
  }

  /**
   * What makes all chunks of a stripe from its data: the identity above a Cauchy matrix, whose row
   * {@code i} has {@code 1 / (i xor j)} in column {@code j}. Every square part of a Cauchy matrix
   * can be inverted, so any {@code data} rows of this one can be too.
   *
   * <p><i>Source:</i> ISA-L, {@code gf_gen_cauchy1_matrix}.
   */
  static Matrix generator(int data, int parity) {
    var rows = new int[data + parity][data];
    for (int row = 0; row < data; row++) {
      rows[row][row] = 1;
    }
    for (int row = data; row < data + parity; row++) {
      for (int column = 0; column < data; column++) {
        rows[row][column] = inverse(row ^ column);
      }
    }
    return new Matrix(data, rows);
  }

  int rows() {
    return rows.length;
  }

  int columns() {
    return columns;
  }

  int at(int row, int column) {
    return rows[row][column];
  }

  /** Those rows, in that order. */
  Matrix rows(List<Integer> chosen) {
    return new Matrix(columns, chosen.stream().map(row -> rows[row]).toArray(int[][]::new));
  }

  Matrix times(Matrix right) {
    var product = new int[rows.length][right.columns];
    for (int row = 0; row < rows.length; row++) {
      for (int i = 0; i < columns; i++) {
        addScaled(product[row], right.rows[i], rows[row][i]);
      }
    }
    return new Matrix(right.columns, product);
  }

  /** The inverse of a square matrix, by Gauss and Jordan. */
  Matrix inverted() {
    if (rows.length != columns) {
      throw new ArithmeticException("only a square matrix can be inverted");
    }
    var left = new int[columns][];
    var right = new int[columns][columns];
    for (int row = 0; row < columns; row++) {
      left[row] = rows[row].clone();
      right[row][row] = 1;
    }
    for (int pivot = 0; pivot < columns; pivot++) {
      swap(left, right, pivot, rowWithPivot(left, pivot));
      var scale = inverse(left[pivot][pivot]);
      scale(left[pivot], scale);
      scale(right[pivot], scale);
      for (int row = 0; row < columns; row++) {
        var factor = left[row][pivot];
        if (row != pivot) {
          addScaled(left[row], left[pivot], factor);
          addScaled(right[row], right[pivot], factor);
        }
      }
    }
    return new Matrix(columns, right);
  }

  private static int rowWithPivot(int[][] left, int pivot) {
    for (int row = pivot; row < left.length; row++) {
      if (left[row][pivot] != 0) {
        return row;
      }
    }
    throw new ArithmeticException("the matrix is singular");
  }

  private static void swap(int[][] left, int[][] right, int one, int other) {
    var row = left[one];
    left[one] = left[other];
    left[other] = row;
    row = right[one];
    right[one] = right[other];
    right[other] = row;
  }

  private static void scale(int[] row, int factor) {
    for (int i = 0; i < row.length; i++) {
      row[i] = multiply(row[i], factor);
    }
  }

  private static void addScaled(int[] row, int[] other, int factor) {
    if (factor != 0) {
      for (int i = 0; i < row.length; i++) {
        row[i] ^= multiply(other[i], factor);
      }
    }
  }
}

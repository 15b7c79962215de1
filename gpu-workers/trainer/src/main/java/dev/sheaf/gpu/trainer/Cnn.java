package dev.sheaf.gpu.trainer;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.BatchNorm;

/**
 * A small convolutional network for small images.
 *
 * <pre>
 *   w, stride 2 → 2w, stride 2 → 2w → 4w, stride 2 → linear
 * </pre>
 *
 * <p>Each convolution is 3×3 without bias, then batch normalisation and ReLU. Strides instead of
 * pooling: on one CPU core the gradient of a pooling layer costs as much as a convolution's.
 */
final class Cnn {
  private Cnn() {}

  static Block of(int width, int classes) {
    var net = new SequentialBlock();
    convolution(net, width, 2);
    convolution(net, 2 * width, 2);
    convolution(net, 2 * width, 1);
    convolution(net, 4 * width, 2);
    return net.add(Blocks.batchFlattenBlock()).add(Linear.builder().setUnits(classes).build());
  }

  private static void convolution(SequentialBlock net, int filters, int stride) {
    net.add(
            Conv2d.builder()
                .setKernelShape(new Shape(3, 3))
                .setFilters(filters)
                .optPadding(new Shape(1, 1))
                .optStride(new Shape(stride, stride))
                .optBias(false)
                .build())
        .add(BatchNorm.builder().build())
        .add(Activation.reluBlock());
  }
}

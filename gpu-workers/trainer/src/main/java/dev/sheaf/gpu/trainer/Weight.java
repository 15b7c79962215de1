package dev.sheaf.gpu.trainer;

import ai.djl.ndarray.NDArray;

/**
 * A named tensor of a network.
 *
 * @param name the same in every process: it says where in the network the tensor is
 * @param array its numbers
 * @param learned false for the running statistics of batch normalisation
 * @param decayed true for the matrices that weight decay applies to
 */
record Weight(String name, NDArray array, boolean learned, boolean decayed) {}

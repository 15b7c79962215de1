package dev.sheaf.http;

/** Minibatches by the data port. */
final class DataPortBatchesTest extends BatchContract {
  @Override
  Client port() {
    return servers.data;
  }
}

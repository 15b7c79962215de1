package dev.sheaf.http;

/** Minibatches by the API's port. */
final class ApiBatchesTest extends BatchContract {
  @Override
  Client port() {
    return servers.api;
  }
}

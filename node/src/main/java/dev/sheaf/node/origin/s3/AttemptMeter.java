package dev.sheaf.node.origin.s3;

import dev.sheaf.actors.origin.OriginMeter;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Request;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;

/** Counts every attempt, tries again included: each is billed, and each may be throttled. */
final class AttemptMeter implements ExecutionInterceptor {
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SLOW_DOWN = 503;

  private final OriginMeter meter;

  AttemptMeter(OriginMeter meter) {
    this.meter = meter;
  }

  @Override
  public void beforeTransmission(Context.BeforeTransmission context, ExecutionAttributes known) {
    switch (context.request()) {
      case GetObjectRequest get -> meter.countGet(0);
      case ListObjectsV2Request list -> meter.countList();
      case PutObjectRequest put -> meter.countPut();
      default -> {
        // Nothing else is asked of a store.
      }
    }
  }

  @Override
  public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes known) {
    var status = context.httpResponse().statusCode();
    if (status == SLOW_DOWN || status == TOO_MANY_REQUESTS) {
      meter.countThrottle();
    }
  }
}

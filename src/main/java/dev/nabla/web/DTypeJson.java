package dev.nabla.web;

import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;

import dev.nabla.engine.array.DType;

/** dtypes by PyTorch's names. */
final class DTypeJson {
    private DTypeJson() {
    }

    static final class Writer extends ValueSerializer<DType> {
        @Override
        public void serialize(DType d, JsonGenerator out, SerializationContext context) {
            out.writeString(d.torchName());
        }
    }

    static final class Reader extends ValueDeserializer<DType> {
        @Override
        public DType deserialize(JsonParser p, DeserializationContext context) {
            DType d = DType.named(Json.string(p));
            if (d == null) {
                throw Json.bad(p,
                        "unknown dtype \"" + Json.shortened(p.getString()) + "\"; known are float32, float64, int64, int32, bool");
            }
            return d;
        }
    }
}

package dev.nabla.session.web;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.MediaType;
import org.springframework.http.converter.HttpMessageConverter;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.http.server.ServerHttpResponse;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseBodyAdvice;

import dev.nabla.session.SessionView;
import dev.nabla.session.TensorView;

/** Answers that are a session or a tensor carry its entity tag. */
@RestControllerAdvice
class EntityTags implements ResponseBodyAdvice<Object> {
    @Override
    public boolean supports(MethodParameter answer, Class<? extends HttpMessageConverter<?>> converter) {
        return true;
    }

    @Override
    public @Nullable Object beforeBodyWrite(@Nullable Object body, MethodParameter answer, MediaType type,
            Class<? extends HttpMessageConverter<?>> converter, ServerHttpRequest request, ServerHttpResponse response) {
        String tag = switch (body) {
            case SessionView s -> s.tag();
            case TensorView t -> t.tag();
            case null, default -> null;
        };
        if (tag != null) {
            response.getHeaders().setETag(tag);
        }
        return body;
    }
}

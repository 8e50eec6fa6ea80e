package dev.nabla.security;

import java.util.List;

import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.cors.CorsUtils;

import dev.nabla.web.Problem;
import dev.nabla.web.ProblemCode;
import dev.nabla.web.Problems;

/**
 * Spring Security, where a key or an issuer is set. What tells nothing of anybody is open: health, the page's files, the documentation, the
 * explanations of problems. Everything else needs credentials.
 */
@Configuration(proxyBeanMethods = false)
@Conditional(SecurityIsOn.class)
@EnableWebSecurity
class SecuritySetup {
    /** After CORS, so that pages hear why they are refused; before a body is read, so that strangers fill no memory. */
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 8;

    private static final String[] OPEN = {"/actuator/health", "/actuator/health/**", "/problems/**", "/v3/api-docs", "/v3/api-docs/**",
        "/swagger-ui.html", "/swagger-ui/**"};

    @Bean
    SecurityFilterChain securityFilterChain(HttpSecurity http, SecuritySettings settings, Problems problems) throws Exception {
        Credentials credentials = new Credentials(settings);
        AuthenticationEntryPoint refused = (request, response, _) -> {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            boolean isNobody = request.getHeader(HttpHeaders.AUTHORIZATION) == null;
            problems.write(new Problem(ProblemCode.UNAUTHORIZED, isNobody ? "the request names no caller" : "the credentials are not valid",
                    null), request, response);
        };
        return http
                .authorizeHttpRequests(requests -> requests
                        .dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR).permitAll()
                        .requestMatchers(CorsUtils::isPreFlightRequest).permitAll()
                        .requestMatchers(OPEN).permitAll()
                        .requestMatchers("/v1", "/v1/**", "/actuator", "/actuator/**").authenticated()
                        .requestMatchers(HttpMethod.GET).permitAll()
                        .anyRequest().authenticated())
                .oauth2ResourceServer(bearer -> bearer.authenticationManagerResolver(_ -> credentials).authenticationEntryPoint(refused))
                .exceptionHandling(failures -> failures.authenticationEntryPoint(refused))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(AbstractHttpConfigurer::disable)
                .headers(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .build();
    }

    @Bean
    FilterRegistrationBean<Filter> securityFilter(@Qualifier("springSecurityFilterChain") Filter chain) {
        FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>(chain);
        filter.setOrder(ORDER);
        filter.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR);
        return filter;
    }

    /** Swagger UI asks for the key. */
    @Bean
    OpenApiCustomizer bearerScheme() {
        return api -> {
            api.getComponents().addSecuritySchemes("bearer", new SecurityScheme().type(SecurityScheme.Type.HTTP).scheme("bearer"));
            api.security(List.of(new SecurityRequirement().addList("bearer")));
        };
    }
}

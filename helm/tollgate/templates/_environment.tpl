{{- define "tollgate.environment" -}}
- name: TOLLGATE_ADMIN_KEY
  valueFrom: { secretKeyRef: { name: {{ include "tollgate.adminSecret" . }}, key: {{ .Values.adminKey.secretKey }} } }
- name: TOLLGATE_SIMULATOR
  value: {{ .Values.simulator | quote }}
{{- if .Values.providers.existingSecret }}
{{- range list "OPENAI_API_KEY" "DEEPSEEK_API_KEY" "GEMINI_API_KEY" }}
- name: {{ . }}
  valueFrom: { secretKeyRef: { name: {{ $.Values.providers.existingSecret }}, key: {{ . }}, optional: true } }
{{- end }}
{{- end }}
{{- if .Values.postgresql.enabled }}
- name: SPRING_DATASOURCE_URL
  value: {{ .Values.postgresql.url | default (printf "jdbc:postgresql://%s-postgresql/tollgate" (include "tollgate.fullname" .)) | quote }}
- name: SPRING_DATASOURCE_USERNAME
  value: {{ .Values.postgresql.username | quote }}
- name: SPRING_DATASOURCE_PASSWORD
  valueFrom: { secretKeyRef: { name: {{ include "tollgate.postgresqlSecret" . }}, key: {{ .Values.postgresql.secretKey }} } }
{{- end }}
{{- if .Values.redis.enabled }}
- name: SPRING_DATA_REDIS_URL
  {{- if .Values.redis.existingSecret }}
  valueFrom: { secretKeyRef: { name: {{ .Values.redis.existingSecret }}, key: {{ .Values.redis.secretKey }} } }
  {{- else }}
  value: {{ .Values.redis.url | default (printf "redis://%s-redis" (include "tollgate.fullname" .)) | quote }}
  {{- end }}
{{- end }}
{{- with .Values.logFormat }}
- name: LOGGING_STRUCTURED_FORMAT_CONSOLE
  value: {{ . }}
{{- end }}
{{- with .Values.javaToolOptions }}
- name: JAVA_TOOL_OPTIONS
  value: {{ . | quote }}
{{- end }}
{{- with .Values.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end }}

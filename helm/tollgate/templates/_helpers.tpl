{{- define "tollgate.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- define "tollgate.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains (include "tollgate.name" .) .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "tollgate.name" .) | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{/* Labels of everything. Called with (list . "gateway"), the second of them the part that it belongs to. */}}
{{- define "tollgate.labels" -}}
{{ include "tollgate.selector" . }}
app.kubernetes.io/version: {{ (index . 0).Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ (index . 0).Release.Service }}
helm.sh/chart: {{ printf "%s-%s" (index . 0).Chart.Name (index . 0).Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "tollgate.selector" -}}
app.kubernetes.io/name: {{ include "tollgate.name" (index . 0) }}
app.kubernetes.io/instance: {{ (index . 0).Release.Name }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "tollgate.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}
{{- end }}

{{- define "tollgate.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (include "tollgate.fullname" .) }}
{{- else -}}
{{ .Values.serviceAccount.name | default "default" }}
{{- end }}
{{- end }}

{{/* "true" where the chart brings its own. */}}
{{- define "tollgate.bundledPostgresql" -}}
{{- if and .Values.postgresql.enabled (not .Values.postgresql.url) }}true{{ end }}
{{- end }}

{{- define "tollgate.bundledRedis" -}}
{{- if and .Values.redis.enabled (not .Values.redis.url) (not .Values.redis.existingSecret) }}true{{ end }}
{{- end }}

{{- define "tollgate.adminSecret" -}}
{{ .Values.adminKey.existingSecret | default (printf "%s-admin" (include "tollgate.fullname" .)) }}
{{- end }}

{{- define "tollgate.postgresqlSecret" -}}
{{ .Values.postgresql.existingSecret | default (printf "%s-postgresql" (include "tollgate.fullname" .)) }}
{{- end }}

{{/* What is left of the pod's life after preStop and drain: telling those that remain, and the ledger's last batch. */}}
{{- define "tollgate.phaseSeconds" -}}
{{ add .Values.shutdown.drainSeconds 15 }}
{{- end }}

{{- define "tollgate.graceSeconds" -}}
{{ add .Values.shutdown.preStopSeconds (include "tollgate.phaseSeconds" .) 30 }}
{{- end }}

{{/* Pod Security "restricted". Called with the uid, which is the gid too. */}}
{{- define "tollgate.podSecurity" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "tollgate.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{/* The text of application.yml: the chart's settings, and over them the user's. */}}
{{- define "tollgate.applicationYml" -}}
{{- $own := dict
  "spring" (dict "lifecycle" (dict "timeout-per-shutdown-phase" (printf "%ss" (include "tollgate.phaseSeconds" .))))
  "tollgate" (dict "server" (dict "drain" (printf "%vs" (int .Values.shutdown.drainSeconds)))) -}}
{{- toYaml (mustMergeOverwrite $own (deepCopy .Values.config)) }}
{{- end }}

{{/* "true" where objects of the Prometheus operator are to be made. Called with (list . "auto"). */}}
{{- define "tollgate.operator" -}}
{{- $enabled := toString (index . 1) -}}
{{- if or (eq $enabled "true") (and (eq $enabled "auto") ((index . 0).Capabilities.APIVersions.Has "monitoring.coreos.com/v1")) }}true{{ end }}
{{- end }}
